// Show or hide the password; without this file the page works the same.
(function () {
  "use strict";
  const field = document.getElementById("password");
  const button = document.getElementById("reveal");
  function say() {
    const isShown = field.type === "text";
    button.textContent = isShown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", String(isShown));
  }
  button.addEventListener("click", function () {
    field.type = field.type === "text" ? "password" : "text";
    say();
    field.focus();
  });
  field.form.addEventListener("submit", function () { field.type = "password"; });
  say();
  button.hidden = false;
})();
