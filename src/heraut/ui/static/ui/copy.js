// Copying a text to take along. The buttons appear where the browser can.
(function () {
  "use strict";
  if (!navigator.clipboard) { return; }
  document.querySelectorAll("[data-copies]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", async function () {
      const held = document.getElementById(button.dataset.copies);
      const text = held.content ? held.content.textContent : held.innerText;
      await navigator.clipboard.writeText(text.trim());
      const said = button.lastChild.textContent;
      button.lastChild.textContent = button.dataset.copied;
      window.setTimeout(function () { button.lastChild.textContent = said; }, 3000);
    });
  });
})();
