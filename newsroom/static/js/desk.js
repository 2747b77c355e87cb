// The desk's keys, and what htmx leaves to do. Everything here can be done by mouse and without scripts as well.

const OFF = "desk-keys-off";
const cards = () => [...document.querySelectorAll("[data-card]:not(.card-folded)")];
const current = () => document.activeElement.closest("[data-card]");

function focus(card) {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const here = cards().indexOf(current());
  focus(cards()[here < 0 ? 0 : here + by]);
}

function following(card) {
  const all = cards();
  return all.find((other) => card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all.at(-1);
}

function press(key) {
  const card = current();
  const form = card?.querySelector(`button[aria-keyshortcuts="${key}"]`)?.form;
  if (form?.reason?.value === "") form.reason.focus();
  else if (form) decide(card, form);
}

// The next comment is in focus at once; the answer folds this one when it comes.
function decide(card, form) {
  form.requestSubmit();
  focus(following(card));
}

const undo = () => document.querySelector("[data-latest] [data-undo], .desk-toast [data-undo]")?.click();

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ...Object.fromEntries([..."anrs"].map((key) => [key, () => press(key)])),
  w: () => current()?.querySelector("[data-why] summary").click(),
  z: undo,
  "?": () => document.querySelector("[data-keys] summary")?.click(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.target.name === "reason" && event.key === "Enter") decide(current(), event.target.form);
  if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// Signed out meanwhile: the sign-in page belongs into no card.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL).pathname;
  if (!answered.startsWith(new URL(event.detail.pathInfo.requestPath, location).pathname)) location.reload();
});

// Not before the settling, until which the new card has the classes of the old one.
document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card) return;
  const folded = card.matches(".card-folded");
  for (const other of document.querySelectorAll("[data-latest]")) other.removeAttribute("data-latest");
  card.toggleAttribute("data-latest", folded);
  if (!folded) focus(card);
  else if ([document.body, card].includes(document.activeElement)) focus(following(card));
  document.body.dispatchEvent(new CustomEvent("decided"));
});

for (const failure of ["htmx:responseError", "htmx:sendError"])
  document.addEventListener(failure, ({ target }) => target.querySelector("[data-failed]")?.removeAttribute("hidden"));

for (const box of document.querySelectorAll("[data-keys-off]")) {
  box.checked = localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
}
