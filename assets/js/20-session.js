// A session that has ended: Dash would silently keep the old figures on screen, so the page goes to the sign-in.
(function () {
  "use strict";
  const ask = window.fetch;
  window.fetch = function () {
    return ask.apply(this, arguments).then(function (answer) {
      if (answer.status === 401) {
        const here = location.pathname + location.search;
        location.assign("/login?ended=1&next=" + encodeURIComponent(here));
      }
      return answer;
    });
  };
})();
