// A passkey is made or shown where a form[data-passkey] says so: "create" or "get". What the device is asked is fetched
// from data-options, its answer posted by the form, which stays hidden in browsers that know no passkeys. Where one is
// offered (data-offered), the browser also names those it has in the field for the name.

const known = Boolean(window.PublicKeyCredential && navigator.credentials);
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const HALF_TIME = 150_000; // ms after which an offer that nobody took is made anew: it is good for twice that
let open; // only one question can be before the person at a time

const bytes = (code) =>
  Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const coded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

function question(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) asked[list] = named(options[list]);
  return asked;
}

function answer(credential) {
  const said = PARTS.filter((part) => credential.response[part]);
  const response = Object.fromEntries(said.map((part) => [part, coded(credential.response[part])]));
  return JSON.stringify({ id: credential.id, rawId: coded(credential.rawId), response });
}

function tell(form, words) {
  const told = form.querySelector("[data-told]");
  told.textContent = words;
  told.hidden = !words;
}

async function ask(form) {
  const reply = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  const said = await reply.json();
  if (!reply.ok) throw Object.assign(new Error(), { words: said.error });
  return question(said);
}

async function carryOut(form, mediation) {
  open?.abort();
  open = new AbortController();
  const { signal } = open;
  const publicKey = await ask(form);
  signal.throwIfAborted();
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey, signal, ...mediation });
  form.elements.credential.value = answer(credential);
  form.submit();
}

function why(form, fault) {
  if (fault.words) return fault.words;
  const { known: there, cancelled, failed } = form.querySelector("[data-told]").dataset;
  return { InvalidStateError: there, NotAllowedError: cancelled, AbortError: "" }[fault.name] ?? failed;
}

async function offer(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  document.querySelector("input[name=username]")?.setAttribute("autocomplete", "username webauthn");
  const wait = () => carryOut(form, { mediation: "conditional" }).catch(() => {});
  const again = setInterval(() => document.hidden || wait(), HALF_TIME);
  form.addEventListener("submit", () => clearInterval(again), { once: true });
  wait();
}

for (const form of known ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(form, "");
    carryOut(form).catch((fault) => tell(form, why(form, fault)));
  });
  if ("offered" in form.dataset) offer(form);
}
if (known) for (const line of document.querySelectorAll(".passkeys-unknown")) line.hidden = true;
