// The Adapt screen: what the server cannot do for a form that is open on a bad line.
// Without this file the screen works by its buttons alone.
"use strict";

(() => {
  const form = document.getElementById("adapt-form");
  if (!form) return;
  const status = document.getElementById("adapt-status");
  const key = `heraut-text-${form.dataset.adaptation}`;
  const WEEK = 7 * 24 * 3600 * 1000;
  let dirty = false; // something on the screen is not saved yet
  let stopped = false; // somebody else saved: the person decides first
  let typed = 0; // counts changes, to know whether an answer covers the latest
  let sent = 0;

  const say = (what) => {
    status.dataset.state = what;
    if (status.dataset[what]) status.textContent = status.dataset[what];
  };

  // What is typed stays on the device until the server has it.
  const values = () =>
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
    );
  const keep = (submitted = false) => {
    try {
      const held = { at: Date.now(), revision: form.elements.revision.value, submitted, values: values() };
      localStorage.setItem(key, JSON.stringify(held));
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
  const kept = () => {
    try {
      const found = JSON.parse(localStorage.getItem(key) || "null");
      if (!found || Date.now() - found.at > WEEK) return null;
      // What was submitted and is followed by a newer revision has arrived.
      return found.submitted && found.revision !== form.elements.revision.value ? null : found;
    } catch {
      return null;
    }
  };

  const restore = (found) => {
    const held = new Map();
    for (const [name, value] of found.values) held.set(name, [...(held.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || ["form", "tick", "csrfmiddlewaretoken", "file"].includes(field.name)) continue;
      const mine = held.get(field.name) || [];
      if (field.type === "checkbox") field.checked = mine.includes(field.value);
      else if (mine.length && field.type !== "submit") field.value = mine.shift();
    }
  };
  const differs = (found) => {
    const passing = new Set(["form", "tick", "revision"]);
    const flat = (pairs) =>
      JSON.stringify(pairs.filter(([name]) => !passing.has(name)).map(([n, v]) => [n, v.replace(/\r\n/g, "\n")]));
    return flat(found.values) !== flat(values());
  };

  const changed = () => {
    dirty = true;
    typed += 1;
    if (!["offline", "signedout"].includes(status.dataset.state)) say("writing");
    keep();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  const save = () => {
    if (dirty && !stopped) window.htmx.trigger(form, "heraut:save");
  };
  setInterval(save, 10000); // who writes without a pause is saved too
  setInterval(() => {
    if (["offline", "signedout"].includes(status.dataset.state)) save();
  }, 5000);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });

  // Every request says how far this form is, so that an old one that arrives late is dropped.
  const tick = () => String(Date.now());
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1];
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!form.contains(event.target)) return;
    event.detail.parameters.tick = tick();
    if (token()) {
      // Signing in again in another tab changes the token; the cookie knows the new one.
      delete event.detail.parameters.csrfmiddlewaretoken;
      event.detail.headers["X-CSRFToken"] = token();
    }
    if (event.target === form) sent = typed;
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (stopped && form.contains(event.target)) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!form.contains(event.target) || event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    stopped = true;
    say("stopped");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === form && event.detail.xhr && event.detail.xhr.status === 409) {
      document.getElementById("adapt-stale").scrollIntoView({ block: "start" });
    }
    if (event.target !== form || !event.detail.xhr || event.detail.xhr.status !== 200) return;
    if (!event.detail.xhr.getResponseHeader("Heraut-Saved")) {
      say("signedout"); // the answer was the sign-in page
    } else if (sent === typed) {
      dirty = false;
      forget();
    }
  });
  for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.body.addEventListener(lost, (event) => {
      if (event.target === form) say("offline");
    });
  }

  // A press on any of the form's own buttons takes the text along.
  let gone = false;
  form.addEventListener("submit", (event) => {
    if (gone) return event.preventDefault(); // a second tap
    gone = true;
    form.elements.tick.value = tick();
    keep(true);
    dirty = false;
    stopped = true;
    return undefined;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && status.dataset.state === "offline") event.preventDefault();
  });

  // One choice of a file is enough.
  document.getElementById("adapt-picture").hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target.id === "adapt-file" && event.target.files.length) {
      document.getElementById("adapt-picture").click();
    }
  });
  // Setting a channel apart begins with what it had in common.
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || !box.name.startsWith("own-") || !box.checked) return;
    const own = form.elements[`own-text-${box.name.slice(4)}`];
    const common = form.elements[`text-${box.dataset.language}`];
    if (own && common && !own.value) own.value = common.value;
  });

  const before = kept();
  if (form.dataset.fresh === "theirs" || !before) {
    forget();
  } else if (differs(before)) {
    restore(before);
    dirty = true;
    typed += 1;
    say("restored");
    const note = document.getElementById("adapt-restored");
    if (note) note.hidden = false;
    setTimeout(save, 300);
  } else {
    forget();
  }
})();
