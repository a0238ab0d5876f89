// An open page asks every 10 seconds whether the data have changed and then draws itself anew, in place: filters, scroll
// and what the person was doing stay. A page nobody looks at asks nothing; on return it asks at once.
(function () {
  "use strict";
  const EVERY = 10000;
  let shown = null; // the state the page was drawn from
  let tag = null;
  let wasDown = false;
  let isAsking = false;

  function setOffline(isOffline) {
    document.documentElement.classList.toggle("mis-offline", isOffline);
  }

  // a page people write in is not drawn anew under their hands; it takes new data when they go on or save
  function redraw(state) {
    if (document.querySelector("#page-body [data-writing]")) { return; }
    if (window.dash_clientside && window.dash_clientside.set_props) {
      window.dash_clientside.set_props("data-version", { data: state });
    }
  }

  async function ask() {
    if (document.hidden || isAsking) { return; }
    isAsking = true;
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch("/api/version", { headers: headers, cache: "no-store", credentials: "same-origin" });
      if (answer.status !== 304 && !answer.ok) { throw new Error(String(answer.status)); }
      let state = shown;
      if (answer.status !== 304) {
        tag = answer.headers.get("ETag");
        const told = await answer.json();
        if (told.version === null) { throw new Error("warehouse"); }
        state = told.version + " " + told.late.join(",") + " " + told.very_late.join(",");
      }
      if ((shown !== null && state !== shown) || wasDown) { redraw(state + (wasDown ? " " + Date.now() : "")); }
      shown = state;
      wasDown = false;
      setOffline(false);
    } catch (error) {
      wasDown = true;
      setOffline(true);
    } finally {
      isAsking = false;
    }
  }

  ask();
  window.setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
