// /data: what is asked of the scheduler, choices that live in the address, texts to copy, and the watch on what runs: an
// open page asks every few seconds, often while something is going on, and draws itself anew when it has changed.
(function () {
  "use strict";
  const BUSY = 1500, IDLE = 10000;
  let next = 0;        // when to ask again
  let isAsking = false;
  let redrawn = null;  // the mark last drawn for: a page that cannot be drawn is not asked for again and again

  function setProps(id, props) {
    if (window.dash_clientside && window.dash_clientside.set_props) { window.dash_clientside.set_props(id, props); }
  }

  function go(name, value) {
    const search = new URLSearchParams(location.search);
    if (value && !(name === "page" && value === "1")) { search.set(name, value); } else { search.delete(name); }
    if (name !== "page") { search.delete("page"); }
    window.history.pushState({}, "", location.pathname + "?" + search.toString());
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // what dcc.Location listens to
  }

  function askFor(button) {
    const wish = { action: button.getAttribute("data-ask"), source: button.getAttribute("data-source"), at: Date.now() };
    const hold = button.getAttribute("data-hold");
    if (hold) {
      const form = button.closest("[data-form]");
      const reason = form && form.querySelector("[data-field='reason']");
      wish.hold = Number(hold);
      wish.reason = reason ? reason.value.trim() : "";
      if (reason && !wish.reason) { reason.focus(); }
    }
    const menu = button.closest("details.source-menu");
    if (menu) { menu.removeAttribute("open"); }
    setProps("data-ask", { data: wish });
    next = Date.now() + 700; // by then the request stands in the books
  }

  async function copy(button) {
    const text = document.getElementById(button.getAttribute("data-copy"));
    if (!text) { return; }
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch (error) { // a browser keeps the clipboard from a page without https: the old way
      const area = document.createElement("textarea");
      area.value = text.textContent;
      document.body.appendChild(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.classList.add("is-copied");
    window.setTimeout(function () { button.classList.remove("is-copied"); }, 1600);
  }

  document.addEventListener("change", function (event) {
    const field = event.target instanceof Element ? event.target.closest("select[data-choose]") : null;
    if (field) { go(field.getAttribute("data-choose"), field.value); }
  });

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) { return; }
    const asked = event.target.closest("button[data-ask]");
    if (asked && !asked.disabled) { askFor(asked); }
    const turned = event.target.closest("button[data-choose]");
    if (turned && !turned.disabled) { go(turned.getAttribute("data-choose"), turned.getAttribute("data-value")); }
    const copied = event.target.closest("button[data-copy]");
    if (copied) { copy(copied); }
    document.querySelectorAll("details.source-menu[open]").forEach(function (open) {
      if (!open.contains(event.target)) { open.removeAttribute("open"); }
    });
  });

  // A page that is drawn anew is made anew: what was typed, what was opened and where the cursor stood are put back.
  let kept = { place: "", words: {}, open: {}, at: "" };

  function keeping() {
    const place = location.pathname + location.search;
    if (kept.place !== place) { kept = { place: place, words: {}, open: {}, at: "" }; }
    return kept;
  }

  function keyOf(details) {
    const unit = details.getAttribute("data-unit");
    if (unit !== null) { return "unit " + unit; }
    const home = details.closest("[data-source], [data-unit], .checks, .entity") || document.getElementById("page-body");
    const name = home.getAttribute("data-source") || home.getAttribute("data-unit") || home.className;
    return name + " " + Array.prototype.indexOf.call(home.querySelectorAll("details"), details);
  }

  document.addEventListener("input", function (event) {
    if (event.target instanceof Element && event.target.matches("[data-field]")) {
      keeping().words[event.target.id] = event.target.value;
      keeping().at = event.target.id;
    }
  });

  document.addEventListener("focusin", function (event) {
    keeping().at = event.target instanceof Element && event.target.matches("[data-field]") ? event.target.id : "";
  });

  document.addEventListener("toggle", function (event) {
    if (event.target instanceof Element && event.target.closest(".mis-page")) { keeping().open[keyOf(event.target)] = event.target.open; }
  }, true);

  function putBack() {
    if (!document.querySelector("[data-live]")) { return; }
    const now = keeping();
    document.querySelectorAll(".mis-page [data-field]").forEach(function (field) {
      if (!field.value && now.words[field.id]) {
        field.value = now.words[field.id];
        if (now.at === field.id && document.activeElement === document.body) { field.focus(); }
      }
    });
    document.querySelectorAll(".mis-page details").forEach(function (details) {
      if (now.open[keyOf(details)] && !details.open) { details.open = true; }
    });
  }

  new MutationObserver(putBack).observe(document.documentElement, { childList: true, subtree: true });

  async function watch() {
    const watched = document.querySelector("[data-live]");
    if (!watched || document.hidden || isAsking || Date.now() < next) { return; }
    isAsking = true;
    try {
      const address = watched.getAttribute("data-live") + "?" + watched.getAttribute("data-query");
      const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
      if (!answer.ok) { throw new Error(String(answer.status)); }
      const told = await answer.json();
      next = Date.now() + (told.busy ? BUSY : IDLE);
      if (told.mark && told.mark !== watched.getAttribute("data-mark") && told.mark !== redrawn) {
        redrawn = told.mark;
        setProps("data-version", { data: "runs " + told.mark });
        return;
      }
      Object.keys(told.parts).forEach(function (id) {
        if (document.getElementById(id)) { setProps(id, { children: told.parts[id] }); }
      });
    } catch (error) {
      next = Date.now() + IDLE;
    } finally {
      isAsking = false;
    }
  }

  window.setInterval(watch, 500);
})();
