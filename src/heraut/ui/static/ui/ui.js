// What a page does beyond its HTML. Everything works without it, more slowly.
(function () {
  "use strict";
  const words = document.body.dataset;

  function toast(text) {
    const region = document.getElementById("toasts");
    const box = document.createElement("p");
    box.className = "toast";
    box.textContent = text;
    region.replaceChildren(box);
    window.setTimeout(function () { box.remove(); }, 8000);
  }

  const summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }

  // On a narrow screen the tab of this page is brought into sight.
  document.querySelectorAll(".tabs [aria-current]").forEach(function (tab) {
    const row = tab.parentElement;
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
  });

  // A button that was pressed says so, and cannot be pressed twice.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post") || form.method === "dialog") { return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) {
      button.classList.add("busy");
      window.setTimeout(function () { button.disabled = true; }, 0);
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    document.querySelectorAll(".btn.busy").forEach(function (button) {
      button.disabled = false;
      button.classList.remove("busy");
    });
  });

  // Dialogs: a button with data-opens="id" opens one, data-closes closes it.
  document.addEventListener("click", function (event) {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) { closer.closest("dialog").close(); }
  });

  // A filter form sends itself when a choice changes.
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) { form.requestSubmit(); }
  });

  document.body.addEventListener("htmx:sendError", function () {
    toast(navigator.onLine ? words.failed : words.offline);
  });
  document.body.addEventListener("htmx:responseError", function (event) {
    if (event.detail.requestConfig.verb !== "get") { toast(words.failed); }
  });
  window.addEventListener("offline", function () { toast(words.offline); });
})();
