// Every component that Dash draws anew asks the page's store to forget the marks below it, and every ask wakes all other
// components: to draw 1,400 of them took seconds. An ask that would change nothing is not passed on.
// The action, its path and the marks are those of dash-renderer 4.4.1 (reducers/layout); test_pages.py counts the wakings.
(function () {
  "use strict";
  const FORGET = "RESET_COMPONENT_STATE";

  function isIdle(store, action) {
    const path = action && action.type === FORGET && action.payload && action.payload.itempath;
    const marks = store.getState().layoutHashes;
    if (!path || !marks) { return false; }
    const below = path.join(",");
    return !Object.keys(marks).some(function (mark) { return mark.startsWith(below); });
  }

  let held;
  Object.defineProperty(window, "store", {
    configurable: true,
    get: function () { return held; },
    set: function (store) {
      const pass = store.dispatch;
      store.dispatch = function (action) { return isIdle(store, action) ? action : pass(action); };
      held = store;
    },
  });
})();
