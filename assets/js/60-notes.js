// Taking a remark on a chart back: the button of its line names it, one store carries it to the server.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest("[data-note-withdraw]") : null;
    if (!button) { return; }
    const key = Number(button.getAttribute("data-note-withdraw"));
    // the time makes the same wish twice two wishes
    window.dash_clientside.set_props("note-withdraw", { data: { key: key, at: Date.now() } });
  });
})();
