// While a card's answer is under way, keys meant for it wait in their order. They are dropped when it does not come back
// as expected: none decides what nobody has seen. An answer never takes the focus from where somebody has gone meanwhile.

import { cardOf, current, focus, goOn, mark } from "./cards.js";
import { press } from "./keys.js";
import { say, wordFor } from "./said.js";

const waiting = new Map(); // a card's id → the keys that wait
let done = []; // ids of cards in the order in which they were decided, whichever answer came first

export const keysFor = (card) => waiting.get(card?.id);
export const lastDone = () => document.getElementById(done.at(-1));

const wordsOf = (card, part) => card.querySelector(part)?.textContent.trim() ?? "";
const nameOf = (card) => wordsOf(card, "h2, bdi");
const isUndo = (form) => form.matches(":has([data-undo])");

function take(card) {
  const keys = keysFor(card) ?? [];
  waiting.delete(card.id);
  return keys;
}

function forget(card) {
  done = done.filter((id) => id !== card.id);
  return take(card);
}

function notDone(card, why) {
  forget(card);
  say(`${nameOf(card)}: ${why}`, "show", () => focus(card));
}

// As if they had been pressed only now, each where the one before has led.
function again(card, keys) {
  focus(card);
  for (const key of keys)
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function folded(card, isHere) {
  const keys = take(card);
  if (!done.includes(card.id)) done.push(card.id);
  say(`${wordsOf(card, "p b")} · ${nameOf(card)}`, "undo", () => press("z"));
  if (keys.length) again(card, keys);
  else if (isHere) goOn(card);
}

function settled(card, { xhr, requestConfig }) {
  const isHere = current() === card;
  if (isHere) mark(card);
  if (card.matches(".card-folded")) return folded(card, isHere);
  if (isHere) focus(card);
  if (xhr.status >= 400) return notDone(card, wordsOf(card, ".card-notice[role=alert]:not([hidden])"));
  if (isUndo(requestConfig.elt)) say(`${nameOf(card)}: ${wordFor("undone")}`);
  const keys = forget(card);
  if (keys.length) again(card, keys);
}

document.addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  const card = cardOf(target);
  if (!card || detail.target !== card || detail.requestConfig.verb !== "post") return;
  forget(card);
  waiting.set(card.id, []);
  if (!isUndo(target) && !target.hasAttribute("data-stays")) done.push(card.id);
});

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  if (!target.matches("[data-card]")) return;
  settled(target, detail);
  document.dispatchEvent(new CustomEvent("decided"));
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
  document.addEventListener(failure, ({ target }) => {
    const told = cardOf(target)?.querySelector("[data-failed]");
    if (!told) return;
    told.hidden = false;
    notDone(cardOf(target), told.textContent);
  });
