// Passkeys: shown where the browser knows them; offered in the e-mail field at sign-in; a sentence
// where one was not used. Registering and asking for the second factor is allauth's own script.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) { return; }
  document.querySelectorAll("[data-passkeys]").forEach(function (each) { each.hidden = false; });
  const failed = document.querySelector("[data-passkey-failed]");

  function say(shown) {
    if (failed) { failed.hidden = !shown; }
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    say(true);
  });

  const form = document.getElementById("mfa_login");
  const button = document.getElementById("passkey_login");
  if (!form || !button) { return; }
  let waiting = null;

  async function ask(mediation) {
    if (waiting) { waiting.abort(); }
    waiting = new AbortController();
    const signal = waiting.signal;
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, signal: signal });
    if (!answer.ok) { throw new Error("no challenge"); }
    const options = (await answer.json()).request_options;
    options.signal = signal;
    if (mediation) { options.mediation = mediation; }
    const credential = await window.webauthnJSON.get(options);
    document.getElementById("mfa_credential").value = JSON.stringify(credential);
    form.submit();
  }

  button.addEventListener("click", function (event) {
    event.preventDefault();
    say(false);
    ask("").catch(function (error) { if (error.name !== "AbortError") { say(true); } });
  });

  // The browser offers its passkeys among the suggestions of the e-mail field. A challenge is
  // fetched only when somebody goes there, so that looking at the page makes no session.
  const field = document.querySelector("input[autocomplete~=webauthn]");
  const able = window.PublicKeyCredential.isConditionalMediationAvailable;
  if (!field || !able) { return; }
  field.addEventListener("focus", async function () {
    if (!waiting && await able.call(window.PublicKeyCredential)) {
      ask("conditional").catch(function () {});
    }
  });
  if (document.activeElement === field) { field.dispatchEvent(new Event("focus")); }
})();
