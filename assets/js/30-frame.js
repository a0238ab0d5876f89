// The frame's own behaviour: filters live in the address, the menu opens on a phone, the window has the page's title.
(function () {
  "use strict";

  function go(search) {
    window.history.pushState({}, "", location.pathname + search);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // what dcc.Location listens to
  }

  document.addEventListener("change", function (event) {
    const field = event.target;
    if (!(field instanceof Element) || field.getAttribute("data-mis") !== "filter") { return; }
    const search = new URLSearchParams(location.search);
    if (field.value) { search.set(field.name, field.value); } else { search.delete(field.name); }
    go("?" + search.toString());
  });

  function setMenu(isOpen) {
    document.documentElement.classList.toggle("mis-menu-open", isOpen);
    const button = document.querySelector('[data-mis="menu"]');
    if (button) { button.setAttribute("aria-expanded", String(isOpen)); }
  }

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) { return; }
    const isButton = event.target.closest('[data-mis="menu"]') !== null;
    setMenu(isButton && !document.documentElement.classList.contains("mis-menu-open"));
    document.querySelectorAll("details.mis-person[open]").forEach(function (open) {
      if (!open.contains(event.target)) { open.removeAttribute("open"); }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    setMenu(false);
    document.querySelectorAll("details.mis-person[open]").forEach(function (open) { open.removeAttribute("open"); });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.mis = Object.assign(window.dash_clientside.mis || {}, {
    setTitle: function (title) {
      if (title) { document.title = title; }
      const lang = new URLSearchParams(location.search).get("lang");
      document.documentElement.lang = lang === "en" ? "en" : "th";
      return window.dash_clientside.no_update;
    }
  });
})();
