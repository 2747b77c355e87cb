// Acts by keys. Everything here can be done by mouse and without scripts as well.

import { current, focus, goOn, step } from "./cards.js";
import { bind, bindOthers } from "./keys.js";
import { lastDone, keysFor } from "./turns.js";

const isMissing = (form) => [...form.elements].find((field) => !field.checkValidity());

function open(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  element.focus();
}

export function send(card, form, button) {
  const missing = isMissing(form);
  if (missing) return open(missing);
  form.requestSubmit(button);
  if (!form.hasAttribute("data-stays")) goOn(card);
}

function pressIn(card, key) {
  const known = `[aria-keyshortcuts="${CSS.escape(key)}"], [data-key="${CSS.escape(key)}"]`;
  const found = [...card.querySelectorAll(known)].find((one) => !one.disabled);
  if (!found) return false;
  if (found.form) send(card, found.form, found);
  else unfold(found);
  return true;
}

function unfold(found) {
  found.click();
  if (found.matches("summary") && found.parentElement.open) found.parentElement.querySelector("button, textarea")?.focus();
}

// Digits press the buttons that stand together where the focus is.
function pressNth(number) {
  const place = document.activeElement.closest("details, form");
  const button = place?.closest("[data-card]") && place.querySelectorAll("button:not(:disabled)")[number - 1];
  button?.click();
  return Boolean(button);
}

function undo() {
  const card = lastDone();
  if (!card) return document.querySelector(".desk-toast [data-undo]")?.click();
  focus(card);
  const keys = keysFor(card);
  if (keys) keys.push("z");
  else card.querySelector("[data-undo]")?.form.requestSubmit();
}

// A key for a card whose answer is under way waits for it; going elsewhere does not, unless a key waits before it.
function patiently(act, isMoving) {
  return (key) => {
    const keys = keysFor(current());
    if (!keys || (isMoving && !keys.length)) return act(key) ?? true;
    keys.push(key);
    return true;
  };
}

const click = (selector) => () => current()?.querySelector(selector)?.click();

bind({
  j: patiently(() => step(1), true),
  k: patiently(() => step(-1), true),
  z: undo,
  w: click("[data-why] summary"),
  o: click("[data-thread] summary, .card-parent summary"),
});
bindOthers(
  patiently((key) => {
    if (/^[1-9]$/.test(key)) return pressNth(Number(key));
    return /^[a-z]$/.test(key) && current() ? pressIn(current(), key) : false;
  }),
);
