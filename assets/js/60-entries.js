// /indicators/entries: files people choose (evidence goes up at once, a filled form is handed to the server as text), and what is
// decided on entered values. A page that is drawn anew keeps the file that was chosen for its place.
(function () {
  "use strict";
  const SAID = 10000;  // how long it stays said that something was done, on the page drawn anew
  let kept = null; // the file of evidence that arrived: {place, name, hash}
  let told = null; // what was said last: {words, until}

  function setProps(id, props) {
    if (window.dash_clientside && window.dash_clientside.set_props) { window.dash_clientside.set_props(id, props); }
  }

  function token() {
    const found = document.cookie.split("; ").find(function (part) { return part.startsWith("_csrf_token="); });
    return found ? decodeURIComponent(found.slice("_csrf_token=".length)) : "";
  }

  function say(button, words, isWrong) {
    const place = document.getElementById(button.getAttribute("data-pick") === "sheet" ? "sheet-name" : "entry-file-said");
    if (!place) { return; }
    place.textContent = words;
    place.classList.toggle("is-wrong", Boolean(isWrong));
  }

  function show() {
    sayAgain();
    const place = document.getElementById("entry-file-said");
    const button = document.querySelector('[data-pick="evidence"]');
    if (!place || !button || place.hasAttribute("data-shown")) { return; }
    place.setAttribute("data-shown", "");
    if (!kept || kept.place !== button.getAttribute("data-place")) { return; }
    setProps("entry-file", { data: { name: kept.name, hash: kept.hash } });
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-link btn-sm";
    remove.textContent = button.getAttribute("data-remove");
    remove.addEventListener("click", forget);
    place.textContent = kept.name + " ";
    place.classList.remove("is-wrong");
    place.appendChild(remove);
  }

  // what was done is said by an answer, and the page is drawn anew behind it: it is said once more at its head
  function sayAgain() {
    const answer = document.querySelector("[data-entry-saved]");
    if (answer) {
      kept = null;
      told = { words: answer.textContent.trim(), until: Date.now() + SAID };
      return;
    }
    const head = document.getElementById("entry-told");
    if (told && head && !head.textContent && Date.now() < told.until) {
      setProps("entry-told", { children: told.words, className: "banner banner--done" });
    }
  }

  function forget() {
    kept = null;
    setProps("entry-file", { data: null });
    const place = document.getElementById("entry-file-said");
    if (place) { place.textContent = ""; }
  }

  async function sendEvidence(button, file) {
    const address = button.getAttribute("data-to") + "?name=" + encodeURIComponent(file.name)
      + (new URLSearchParams(location.search).get("lang") === "en" ? "&lang=en" : "");
    say(button, "…");
    try {
      const answer = await fetch(address, {
        method: "POST", body: file, credentials: "same-origin",
        headers: { "X-CSRFToken": token(), "Content-Type": "application/octet-stream" },
      });
      if (!answer.ok) { throw new Error(String(answer.status)); }
      const told = await answer.json();
      if (told.refused) { say(button, told.refused, true); return; }
      kept = { place: button.getAttribute("data-place"), name: told.name, hash: told.hash };
      const place = document.getElementById("entry-file-said");
      if (place) { place.removeAttribute("data-shown"); }
      show();
    } catch (error) {
      say(button, button.getAttribute("data-failed"), true);
    }
  }

  function sendSheet(button, file) {
    const reader = new FileReader();
    reader.onload = function () {
      const content = String(reader.result).split(",")[1] || "";
      say(button, file.name);
      // the time makes the same file twice two wishes: it may have been mended in between
      setProps("sheet-file", { data: { name: file.name, content: content, at: Date.now() } });
    };
    reader.onerror = function () { say(button, button.getAttribute("data-failed"), true); };
    reader.readAsDataURL(file);
  }

  function pick(button) {
    const field = document.createElement("input");
    field.type = "file";
    field.accept = button.getAttribute("data-accept");
    field.addEventListener("change", function () {
      const file = field.files && field.files[0];
      if (!file) { return; }
      if (file.size > Number(button.getAttribute("data-most"))) { say(button, button.getAttribute("data-too-large"), true); return; }
      if (button.getAttribute("data-pick") === "sheet") { sendSheet(button, file); } else { sendEvidence(button, file); }
    });
    field.click();
  }

  function decide(button) {
    const form = button.closest("[data-entry-form]");
    const reason = form && form.querySelector("[data-entry-reason]");
    if (reason && !reason.value.trim()) { reason.focus(); }
    setProps("entries-ask", { data: {
      action: button.getAttribute("data-entry-act"),
      keys: button.getAttribute("data-keys").split(",").map(Number),
      reason: reason ? reason.value.trim() : "",
      at: Date.now(),
    } });
  }

  // while a reason is being written the page is not drawn anew (40-version.js)
  document.addEventListener("input", function (event) {
    const field = event.target instanceof Element ? event.target.closest("[data-entry-reason]") : null;
    if (field) { field.toggleAttribute("data-writing", field.value !== ""); }
  });

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) { return; }
    const chosen = event.target.closest("button[data-pick]");
    if (chosen) { pick(chosen); }
    const decided = event.target.closest("button[data-entry-act]");
    if (decided && !decided.disabled) { decide(decided); }
  });

  new MutationObserver(show).observe(document.documentElement, { childList: true, subtree: true });
})();
