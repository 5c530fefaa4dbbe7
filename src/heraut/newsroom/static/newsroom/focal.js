// The focal point: a tap on the picture sets the two numbers beside it. Without this file the
// numbers alone do it.
"use strict";

(() => {
  for (const box of document.querySelectorAll(".focal")) {
    const look = box.querySelector(".focal-look");
    const image = look.querySelector("img");
    const point = look.querySelector(".focal-point");
    const x = document.getElementById(box.dataset.x);
    const y = document.getElementById(box.dataset.y);
    const place = () => {
      point.style.setProperty("left", `${x.value || 50}%`);
      point.style.setProperty("top", `${y.value || 50}%`);
    };
    look.hidden = false;
    place();
    x.addEventListener("input", place);
    y.addEventListener("input", place);
    look.addEventListener("click", (event) => {
      const seen = image.getBoundingClientRect();
      const share = (at, start, length) => Math.min(100, Math.max(0, Math.round(((at - start) / length) * 100)));
      x.value = share(event.clientX, seen.left, seen.width);
      y.value = share(event.clientY, seen.top, seen.height);
      place();
      x.dispatchEvent(new Event("input", { bubbles: true }));
      x.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  // A film that has become ready is drawn with the page; what is written is saved first.
  document.body.addEventListener("heraut:film", () => {
    const form = document.getElementById("adapt-form");
    if (form) window.htmx.trigger(form, "heraut:save");
    setTimeout(() => window.location.reload(), 1500);
  });
})();
