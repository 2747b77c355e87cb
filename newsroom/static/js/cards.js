// Which card is meant: the one in focus; while an answer takes its place, and after a click beside it, the one that was.

const ALL = "[data-card]";
const OPEN = "[data-card]:not(.card-folded, :has([data-off]))";
let here = "";

export const cards = () => [...document.querySelectorAll(OPEN)];
export const current = () => document.getElementById(here);
export const cardOf = (element) => element.closest(ALL);

export function mark(card) {
  for (const other of document.querySelectorAll("[data-here]")) if (other !== card) other.removeAttribute("data-here");
  card?.setAttribute("data-here", "");
  here = card?.id ?? "";
}

// Marked before: a card that is shown alone is not there to be focused until it is the one.
export function focus(card) {
  if (card) mark(card);
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
}

const isBehind = (card) => (other) => card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
const isFree = (card) => !card.querySelector(".is-theirs");

// After the last card there is the way to the next page.
export function goOn(card) {
  const next = cards().filter(isBehind(card)).find(isFree);
  if (next) focus(next);
  else document.querySelector(".desk-paging [rel=next], .desk-paging a")?.focus();
}

export function step(by) {
  const card = current();
  const all = cards();
  if (!card) focus(all.at(by > 0 ? 0 : -1));
  else if (all.includes(card)) by > 0 && card === all.at(-1) ? goOn(card) : focus(all[all.indexOf(card) + by]);
  else focus(by > 0 ? all.find(isBehind(card)) : all.findLast((other) => !isBehind(card)(other)));
}

// Not by the loss of focus: whoever clicks beside a card still means it, and sees which one that is.
document.addEventListener("focusin", ({ target }) => {
  if (!target.closest("dialog, [data-beside]") && !target.querySelector(ALL)) mark(cardOf(target));
});
