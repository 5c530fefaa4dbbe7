// A translation open on a bad line: what is typed stays on the device until the server has it, and
// a proposal goes in with one tap. Without this file the page works by its buttons alone.
"use strict";

(() => {
  const form = document.getElementById("translation-form");
  if (!form) return;
  const status = document.getElementById("translation-status");
  const key = `heraut-translation-${form.dataset.key}`;
  const WEEK = 7 * 24 * 3600 * 1000;
  let dirty = false; // something on the screen is not kept yet
  let stopped = false; // somebody else has it: the person decides first
  let typed = 0;
  let sent = 0;

  const say = (what) => {
    status.dataset.state = what;
    if (status.dataset[what]) status.textContent = status.dataset[what];
  };
  const values = () =>
    [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "tick"].includes(name));
  const hold = (submitted = false) => {
    try {
      const seen = form.dataset.seen;
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), seen, submitted, values: values() }));
    } catch {
      // A full or forbidden store: the text still stands in the form.
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing to forget
    }
  };
  const held = () => {
    try {
      const found = JSON.parse(localStorage.getItem(key) || "null");
      if (!found || Date.now() - found.at > WEEK) return null;
      // What was submitted and is followed by a newer edit has arrived.
      return found.submitted && found.seen !== form.dataset.seen ? null : found;
    } catch {
      return null;
    }
  };
  const restore = (found) => {
    const queues = new Map();
    for (const [name, value] of found.values) queues.set(name, [...(queues.get(name) || []), value]);
    for (const field of form.elements) {
      if (["TEXTAREA", "INPUT"].includes(field.tagName) && queues.get(field.name)?.length) {
        if (!["seen", "follows", "tick", "csrfmiddlewaretoken"].includes(field.name)) {
          field.value = queues.get(field.name).shift();
        }
      }
    }
  };
  const flat = (pairs) =>
    JSON.stringify(
      pairs
        .filter(([name]) => !["seen", "follows"].includes(name))
        .map(([name, value]) => [name, value.replace(/\r\n/g, "\n")]),
    );

  // -- a machine's words ---------------------------------------------------------------------
  const note = document.getElementById("translation-machine");
  const mark = () => {
    const machine = Boolean(form.elements.machine.value);
    note.hidden = !machine;
    for (const button of form.querySelectorAll("[data-when]")) {
      button.hidden = (button.dataset.when === "machine") !== machine;
    }
  };
  const insert = (button) => {
    const field = document.getElementById(button.dataset.into);
    if (button.dataset.mine === undefined) {
      button.dataset.mine = field.value;
      button.dataset.insert = button.textContent;
      field.value = button.dataset.words;
      button.textContent = button.dataset.undo;
      button.parentElement.classList.add("in");
      form.elements.machine.value = form.elements.machine.value || note.dataset.provider;
      mark();
    } else {
      field.value = button.dataset.mine;
      button.textContent = button.dataset.insert;
      button.parentElement.classList.remove("in");
      delete button.dataset.mine;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=insert]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.all) {
      for (const each of form.querySelectorAll("button[data-into]")) {
        if (each.dataset.mine === undefined) insert(each);
      }
      document.getElementById("title").focus();
    } else {
      insert(button);
    }
  });

  // -- keeping -------------------------------------------------------------------------------
  form.addEventListener("input", (event) => {
    if (event.target.type === "checkbox") return;
    dirty = true;
    typed += 1;
    if (!["offline", "signedout", "stopped"].includes(status.dataset.state)) say("writing");
    hold();
  });
  const save = () => {
    if (dirty && !stopped) window.htmx.trigger(form, "heraut:save");
  };
  setInterval(save, 10000);
  setInterval(() => {
    if (["offline", "signedout"].includes(status.dataset.state)) save();
  }, 5000);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1];
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.target !== form) return;
    event.detail.parameters.tick = String(Date.now());
    if (token()) {
      delete event.detail.parameters.csrfmiddlewaretoken;
      event.detail.headers["X-CSRFToken"] = token();
    }
    sent = typed;
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === form && (stopped || !dirty)) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target !== form || event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    stopped = true;
    say("stopped");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !event.detail.xhr) return;
    if (event.detail.xhr.status === 409) {
      document.getElementById("translation-taken").scrollIntoView({ block: "start" });
    }
    if (event.detail.xhr.status !== 200) return;
    if (!event.detail.xhr.getResponseHeader("Heraut-Saved")) {
      say("signedout"); // the answer was the sign-in page
      return;
    }
    status.dataset.state = "kept";
    if (sent === typed) {
      dirty = false;
      forget();
    }
  });
  for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.body.addEventListener(lost, (event) => {
      if (event.target === form && !stopped) say("offline");
    });
  }
  let gone = false;
  form.addEventListener("submit", (event) => {
    if (gone) return event.preventDefault(); // a second tap
    gone = true;
    hold(true);
    dirty = false;
    stopped = true;
    return undefined;
  });
  for (const other of document.querySelectorAll("form[action$='/leave']")) {
    other.addEventListener("submit", () => {
      forget();
      dirty = false;
      stopped = true;
    });
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && status.dataset.state === "offline") event.preventDefault();
  });

  mark();
  // Who came to see what another has written is shown that; one's own words stay on the device.
  const before = form.dataset.theirs ? null : held();
  if (before && flat(before.values) !== flat(values())) {
    restore(before);
    mark();
    dirty = true;
    typed += 1;
    say("restored");
    document.getElementById("translation-restored").hidden = false;
    setTimeout(save, 300);
  } else if (!form.dataset.theirs) {
    forget();
  }
})();
