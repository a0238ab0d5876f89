// The editor of indicators: a name from the list goes into the formula where the cursor stands; a file too large is said.
(function () {
  "use strict";

  function setProps(id, props) { window.dash_clientside.set_props(id, props); }

  function putIn(name) {
    const field = document.getElementById("ind-formula");
    if (!field) { return; }
    const before = field.value.slice(0, field.selectionStart), after = field.value.slice(field.selectionEnd);
    const left = before && !/[\s(]$/.test(before) ? " " : "", right = after && !/^[\s),]/.test(after) ? " " : "";
    const at = before.length + left.length + name.length + right.length;
    setProps("ind-formula", { value: before + left + name + right + after });
    window.setTimeout(function () { field.focus(); field.setSelectionRange(at, at); }, 60);
  }

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest("[data-insert]") : null;
    if (button) { putIn(button.getAttribute("data-insert")); }
    const link = event.target instanceof Element ? event.target.closest("a[href^='#ind-']") : null;
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (field) { event.preventDefault(); field.scrollIntoView({ block: "center" }); field.focus({ preventScroll: true }); }
  });

  // what was just saved is said at the head of the page: brought into view once
  let arrived = "";
  new MutationObserver(function () {
    const news = document.querySelector("[data-arrive]");
    const name = news ? news.getAttribute("data-arrive") : arrived;
    if (name === arrived) { return; }
    arrived = name;
    window.scrollTo({ top: 0 });
    // what was typed is stored now: the browser keeps it no longer, neither for this indicator nor for a new one
    Object.keys(window.sessionStorage).forEach(function (key) {
      const isOurs = key.indexOf("_dash_persistence.ind-") === 0;
      if (isOurs && (key.indexOf(" new ") > 0 || key.indexOf(" " + name.split(" ")[0] + " ") > 0)) { window.sessionStorage.removeItem(key); }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });

  // dcc.Upload drops a file over its limit without a word
  function saySize(files) {
    const form = document.querySelector("[data-too-large]"), limit = 700000;
    if (form && files && files[0] && files[0].size > limit) { setProps("imp-said", { children: form.getAttribute("data-too-large") }); }
  }
  document.addEventListener("change", function (event) {
    if (event.target instanceof Element && event.target.closest("#imp-file")) { saySize(event.target.files); }
  }, true);
  document.addEventListener("drop", function (event) {
    if (event.target instanceof Element && event.target.closest("#imp-file") && event.dataTransfer) { saySize(event.dataTransfer.files); }
  }, true);
})();
