// Moving texts in the calendar: by dragging, by arrow keys, in a dialog. Without it the links lead
// to a form that does the same.
(function () {
  "use strict";
  const DAY = 86400000;
  const LONG_PRESS = 450;
  const FAR = 6;
  const UNDO_FOR = 10000;
  const said = document.getElementById("cal-said");
  const words = said.dataset;
  const dialog = document.getElementById("cal-dialog");
  const hint = document.querySelector(".cal-hint");
  let held = null; // what is being dragged or carried
  let sending = 0; // moves whose answer is awaited

  if (hint) { hint.hidden = false; }

  function board() { return document.getElementById("calendar"); }
  function cell(day) { return board().querySelector('[data-day="' + day + '"]'); }
  function token() { return document.cookie.replace(/(?:^|.*;\s*)csrftoken=([^;]*).*$|^.*$/, "$1"); }
  function announce(text) { said.textContent = text; }

  // -- telling the person --------------------------------------------------------------------

  function toast(text, wrong, undo) {
    const region = document.getElementById("toasts");
    const box = document.createElement("div");
    box.className = "toast cal-toast";
    if (wrong) { box.setAttribute("role", "alert"); }
    text.forEach(function (line) {
      const p = document.createElement("p");
      p.textContent = line;
      box.appendChild(p);
    });
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn";
      button.textContent = words.undo;
      button.addEventListener("click", function () { box.remove(); undo(); });
      box.appendChild(button);
    }
    region.replaceChildren(box);
    window.setTimeout(function () { box.remove(); }, wrong ? 15000 : UNDO_FOR);
  }

  // -- the move itself -----------------------------------------------------------------------

  function send(url, values) {
    sending += 1;
    return window.fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "Accept": "application/json" },
      body: new URLSearchParams(values),
      credentials: "same-origin",
    }).then(function (answer) {
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (isJson) { return answer.json(); }
      return { done: false, message: answer.status === 404 || answer.status === 403 ? words.gone : words.lost };
    }, function () {
      return { done: false, lost: true, message: words.lost };
    }).finally(function () { sending -= 1; });
  }

  function refresh() {
    if (window.htmx && board()) { window.htmx.trigger(board(), "refresh"); }
  }

  // Shows the entry where it was dropped at once; puts it back where the server refuses.
  function move(entry, target, values) {
    const url = entry.dataset.move;
    const home = entry.parentNode;
    const next = entry.nextSibling;
    const list = target && target.querySelector(".cal-entries");
    if (list && list !== home) { list.appendChild(entry); }
    entry.classList.add("moving");
    return send(url, values).then(function (answer) {
      entry.classList.remove("moving");
      if (answer.done) {
        const undo = answer.undo && function () { send(url, answer.undo).then(told); };
        toast([answer.message].concat(answer.cautions), false, undo);
      } else {
        if (list && list !== home && home.isConnected) { home.insertBefore(entry, next); }
        toast([answer.message], true);
      }
      if (!answer.lost) { refresh(); }
      return answer;
    });
  }

  function told(answer) {
    toast([answer.message].concat(answer.cautions || []), !answer.done);
    refresh();
  }

  function drop(entry, target, hour) {
    const values = { day: target.dataset.day, seen: entry.dataset.seen, zone: board().dataset.zone };
    const time = entry.querySelector("time").textContent.trim();
    if (hour) { values.time = hour + time.slice(2); }
    const same = target.contains(entry) && (!hour || time.startsWith(hour + ":"));
    if (same) { return; }
    move(entry, hourIn(target, hour) || target, values);
  }

  function hourIn(target, hour) {
    return hour ? target.querySelector('[data-hour="' + hour + '"]') : null;
  }

  // -- with the pointer ------------------------------------------------------------------------

  function begin(event) {
    const entry = event.target.closest("[data-move]");
    if (!entry || event.button > 0 || event.target.closest(".cal-move") || held) { return; }
    held = { entry: entry, x: event.clientX, y: event.clientY, id: event.pointerId, on: false, ghost: null };
    if (event.pointerType === "touch") {
      held.timer = window.setTimeout(function () { if (held) { lift(); } }, LONG_PRESS);
    }
  }

  function lift() {
    const box = held.entry.getBoundingClientRect();
    held.on = true;
    held.ghost = held.entry.cloneNode(true);
    held.ghost.removeAttribute("id");
    held.ghost.className += " cal-ghost";
    held.ghost.style.width = box.width + "px";
    document.body.appendChild(held.ghost);
    held.entry.classList.add("lifted");
    if (navigator.vibrate) { navigator.vibrate(20); }
    place(held.x, held.y);
  }

  function place(x, y) {
    held.ghost.style.transform = "translate(" + (x + 8) + "px," + (y + 8) + "px)";
    const below = document.elementFromPoint(x, y);
    const target = below && below.closest("#calendar [data-day]");
    const hour = below && below.closest("[data-hour]");
    mark(hour || target);
    held.target = target;
    held.hour = hour ? hour.dataset.hour : "";
    const edge = 60;
    if (y < edge) { window.scrollBy(0, -12); }
    if (y > window.innerHeight - edge) { window.scrollBy(0, 12); }
  }

  function mark(target) {
    document.querySelectorAll(".cal-over").forEach(function (each) { each.classList.remove("cal-over"); });
    if (target) { target.classList.add("cal-over"); }
  }

  function follow(event) {
    if (!held || held.carried || event.pointerId !== held.id) { return; }
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (!held.on && far && event.pointerType === "touch") { return end(); }
    if (!held.on && far) { lift(); }
    if (held && held.on) { event.preventDefault(); place(event.clientX, event.clientY); }
  }

  function finish(event) {
    if (!held || held.carried || event.pointerId !== held.id) { return; }
    const was = held;
    end();
    if (!was.on) { return; }
    // The click that ends a drag opens nothing.
    window.addEventListener("click", swallow, { capture: true, once: true });
    window.setTimeout(function () { window.removeEventListener("click", swallow, true); }, 50);
    if (was.target) { drop(was.entry, was.target, was.hour); }
  }

  function swallow(event) { event.preventDefault(); event.stopPropagation(); }

  function end() {
    if (!held) { return; }
    window.clearTimeout(held.timer);
    if (held.ghost) { held.ghost.remove(); }
    held.entry.classList.remove("lifted");
    mark(null);
    held = null;
  }

  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", finish);
  document.addEventListener("pointercancel", function () { if (held && !held.carried) { end(); } });
  document.addEventListener("dragstart", function (event) {
    if (event.target.closest && event.target.closest("[data-move]")) { event.preventDefault(); }
  });
  // A finger that has lifted something does not scroll, and opens no menu.
  document.addEventListener("touchmove", function (event) {
    if (held && held.on && event.cancelable) { event.preventDefault(); }
  }, { passive: false });
  document.addEventListener("contextmenu", function (event) {
    if (held && event.target.closest("[data-move]")) { event.preventDefault(); }
  });

  // -- with the keyboard ----------------------------------------------------------------------

  function steps(key) {
    const back = document.documentElement.dir === "rtl" ? 1 : -1;
    return { ArrowLeft: back, ArrowRight: -back, ArrowUp: -7, ArrowDown: 7 }[key] || 0;
  }

  function carry(entry, count) {
    if (!held) {
      const day = entry.closest("[data-day]").dataset.day;
      held = { entry: entry, carried: true, day: day, from: day };
      entry.classList.add("lifted");
    }
    const date = new Date(Date.parse(held.day + "T00:00:00Z") + count * DAY);
    const target = cell(date.toISOString().slice(0, 10));
    if (!target) { return announce(words.edge); }
    held.day = target.dataset.day;
    mark(target);
    target.scrollIntoView({ block: "nearest" });
    return announce(words.carry.replace("{day}", target.dataset.name));
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && held) {
      const carried = held.carried;
      end();
      if (carried) { event.preventDefault(); }
      return announce(words.left);
    }
    const button = event.target.closest && event.target.closest(".cal-move");
    const entry = button && button.closest("[data-move]");
    if (!entry || event.ctrlKey || event.metaKey || event.altKey) { return undefined; }
    const count = steps(event.key);
    if (count) {
      event.preventDefault();
      return carry(entry, count);
    }
    if (event.key === "Enter" && held && held.carried && held.entry === entry) {
      event.preventDefault();
      const target = cell(held.day);
      const stayed = held.day === held.from;
      end();
      if (stayed) { return announce(words.left); }
      drop(entry, target, "");
      button.focus();
    }
    return undefined;
  });
  document.addEventListener("focusout", function (event) {
    if (held && held.carried && held.entry.contains(event.target) && event.relatedTarget) { end(); }
  });

  // -- in a dialog ------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    const link = event.target.closest(".cal-move");
    if (!link || !dialog.showModal || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    const here = window.location.pathname + window.location.search;
    const url = link.getAttribute("href") + "?next=" + encodeURIComponent(here);
    window.fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error("gone"); }
      return answer.text();
    }).then(function (html) {
      const body = document.getElementById("cal-dialog-body");
      body.replaceChildren(document.createRange().createContextualFragment(html));
      dialog.dataset.from = link.id;
      dialog.showModal();
      body.querySelector("input[type=date]").focus();
    }, function () { toast([words.gone], true); refresh(); });
  });

  document.addEventListener("submit", function (event) {
    const form = event.target.closest("form[data-move-form]");
    if (!form || !dialog.open) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const entry = document.getElementById(form.dataset.moveForm);
    const values = new FormData(form);
    dialog.close();
    const target = entry && cell(values.get("day"));
    if (entry && entry.dataset.move) { move(entry, target, values); } else { send(form.action, values).then(told); }
  }, true);
  dialog.addEventListener("close", function () {
    const from = document.getElementById(dialog.dataset.from);
    if (from) { from.focus(); }
  });
  dialog.addEventListener("click", function (event) {
    if (event.target.closest("a[data-closes]")) { event.preventDefault(); }
  });

  // -- what others change -------------------------------------------------------------------------

  // While something is in the hand or on its way the page under it stays as it is.
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.id === "calendar" && (held || sending)) { event.preventDefault(); }
  });
  document.body.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id === "calendar" && (held || sending)) { event.detail.shouldSwap = false; }
  });
})();
