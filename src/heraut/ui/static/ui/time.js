// Counts the seconds in which a person works at this page, for that person alone. A second counts
// while the page is in front and was touched within the last minute.
(function () {
  "use strict";
  const here = document.currentScript.dataset;
  const IDLE = 60000;
  const REPORT = 60;
  let touched = Date.now();
  let seconds = 0;

  const token = function () {
    return (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";
  };
  const report = function () {
    if (!seconds) { return; }
    const said = new URLSearchParams({ area: here.area, seconds: String(seconds) });
    seconds = 0;
    // Lost on a bad line it stays lost: rather too little than too much.
    fetch(here.url, {
      method: "POST",
      body: said,
      keepalive: true,
      headers: { "X-CSRFToken": token() },
    }).catch(function () {});
  };

  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart", "input"]) {
    document.addEventListener(kind, function () { touched = Date.now(); }, { passive: true, capture: true });
  }
  window.setInterval(function () {
    if (document.visibilityState !== "visible" || !document.hasFocus()) { return; }
    if (Date.now() - touched > IDLE) { report(); return; }
    seconds += 1;
    if (seconds >= REPORT) { report(); }
  }, 1000);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { report(); }
  });
  window.addEventListener("blur", report);
  window.addEventListener("pagehide", report);
})();
