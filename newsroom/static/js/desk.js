// The desk's keys, and what htmx leaves to do. Everything here can be done by mouse and without scripts as well.

const OFF = "desk-keys-off";
const cards = () => [...document.querySelectorAll("[data-card]:not(.card-folded)")];
const current = () => document.activeElement.closest("[data-card]");

function focus(card) {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = cards();
  const here = all.indexOf(current());
  focus(here < 0 ? all[0] : all[here + by]);
}

function following(card) {
  const all = cards();
  return all.find((other) => card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all.at(-1);
}

function press(key) {
  const card = current();
  const button = card?.querySelector(`button[aria-keyshortcuts="${key}"]`);
  const reason = button?.form.elements.reason;
  if (reason && !reason.value) reason.focus();
  else button?.click();
}

function undo() {
  const latest = document.querySelector("[data-card][data-latest] [data-undo]") ?? document.querySelector("[data-undo]");
  latest?.click();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press("a"),
  n: () => press("n"),
  r: () => press("r"),
  s: () => press("s"),
  w: () => current()?.querySelector("[data-why] summary").click(),
  z: undo,
  "?": () => document.querySelector("[data-keys] summary")?.click(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.target.name === "reason" && event.key === "Enter") event.target.form.requestSubmit();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// Signed out meanwhile: the answer is the sign-in page, which belongs into no card.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL).pathname;
  if (!answered.startsWith(new URL(event.detail.pathInfo.requestPath, location).pathname)) location.reload();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const card = document.getElementById(event.detail.target.id);
  if (!card?.matches("[data-card]")) return;
  document.querySelector("[data-latest]")?.removeAttribute("data-latest");
  card.toggleAttribute("data-latest", card.matches(".card-folded"));
  if (document.activeElement === document.body) focus(card.matches(".card-folded") ? following(card) : card);
  document.body.dispatchEvent(new CustomEvent("decided"));
});

for (const failure of ["htmx:responseError", "htmx:sendError"])
  document.addEventListener(failure, ({ target }) => target.querySelector("[data-failed]")?.removeAttribute("hidden"));

const off = document.querySelector("[data-keys-off]");
if (off) off.checked = Boolean(localStorage.getItem(OFF));
off?.addEventListener("change", () => (off.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
