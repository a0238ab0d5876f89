// ที่มาของตัวเลข opens from any tile. The case table's own filters and pager: like the frame's, they live in the address; a changed filter starts at page 1.
(function () {
  "use strict";

  function go(name, value) {
    const search = new URLSearchParams(location.search);
    if (value) { search.set(name, value); } else { search.delete(name); }
    if (name !== "page") { search.delete("page"); }
    window.history.pushState({}, "", location.pathname + "?" + search.toString());
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // what dcc.Location listens to
  }

  document.addEventListener("change", function (event) {
    const field = event.target;
    if (field instanceof Element && field.closest(".case-filters") && field.name) { go(field.name, field.value.trim()); }
  });

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest("[data-case-page]") : null;
    if (button && !button.disabled) { go("page", button.getAttribute("data-case-page")); }
    if (event.target instanceof Element && event.target.closest(".explain-drawer a[href^='/']")) {
      window.dash_clientside.set_props("explain-drawer", { is_open: false }); // a way out of the drawer closes it
    }
    const asked = event.target instanceof Element ? event.target.closest("[data-explain]") : null;
    if (asked) {
      // the time makes the same question twice two questions: a closed drawer opens again
      window.dash_clientside.set_props("explain-ask", { data: { code: asked.getAttribute("data-explain"), at: Date.now() } });
    }
  });
})();
