// /indicators/targets: many decisions at once. A button or select of a group acts on its rows through their own controls, so
// that the server learns of it as if each had been chosen by hand; a value
// that is typed is a change, an edge or weight alone accepts the target.
(function () {
  "use strict";

  function choose(row, choice) {
    const radio = row && row.querySelector("input[type=radio][value='" + choice + "']");
    if (radio && !radio.checked) { radio.click(); }
  }

  function setSelect(select, value) {
    const setter = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set;
    setter.call(select, value);
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function count() {
    const line = document.querySelector(".targets-save__count");
    if (!line) { return; }
    const chosen = document.querySelectorAll(".decide input[type=radio]:checked:not([value=later])").length;
    const owners = Array.prototype.filter.call(
      document.querySelectorAll("[data-owner=missing] select"), function (select) { return select.value; }
    ).length;
    const typed = Array.prototype.filter.call(
      document.querySelectorAll(".years-cell input"), function (field) { return field.value.trim(); }
    ).length;
    const words = line.getAttribute("data-words").replace("{count}", String(chosen + owners + typed));
    if (line.textContent !== words) { line.textContent = words; }
  }

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest("[data-accept-all]") : null;
    const group = button && button.closest(".targets-group");
    if (group) { group.querySelectorAll("[data-proposed]").forEach(function (row) { choose(row, "accept"); }); }
  });

  document.addEventListener("change", function (event) {
    const select = event.target instanceof Element ? event.target.closest("select[data-owner-all]") : null;
    const group = select && select.value && select.closest(".targets-group");
    if (group) {
      group.querySelectorAll("[data-owner=missing] select").forEach(function (one) {
        if (!one.value) { setSelect(one, select.value); }
      });
    }
  });

  document.addEventListener("input", function (event) {
    const field = event.target instanceof Element ? event.target.closest(".decide__fields input") : null;
    if (!field || !field.value.trim()) { return; }
    const row = field.closest("[data-row]");
    const isLater = row.querySelector("input[type=radio][value=later]:checked");
    if (field.id.indexOf("target-value") >= 0) { choose(row, "change"); } else if (isLater) { choose(row, "accept"); }
  });

  window.setInterval(count, 400);
})();
