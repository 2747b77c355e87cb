// Offers names while one is typed: a combobox over a field that works without it. Keys: arrows, Enter, Escape.

import { chosen, hide, list, move, show } from "./names-list.js";

const SOON = 150; // ms after the last key
let field, timer;
let asked = 0;

function equip(input) {
  field = input;
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
}

async function ask() {
  const mine = ++asked, input = field;
  try {
    const answer = await fetch(`${input.dataset.names}?q=${encodeURIComponent(input.value)}`);
    if (answer.ok && mine === asked && input === field) show(field, (await answer.json()).found);
  } catch {
    close(); // the name can still be typed whole
  }
}

function close() {
  asked++;
  clearTimeout(timer);
  hide(field);
}

function take(option) {
  field.value = option.textContent;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  close();
}

const keys = {
  ArrowDown: () => (list.hidden ? ask() : move(field, 1)),
  ArrowUp: () => list.hidden || move(field, -1),
  Enter: () => take(chosen()),
  Escape: close,
};
const applies = (key) => (key === "Enter" ? chosen() : key === "Escape" ? !list.hidden : key in keys);

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-names]")) equip(target);
});
document.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});
document.addEventListener("input", ({ target }) => {
  if (target !== field) return;
  clearTimeout(timer);
  timer = setTimeout(ask, SOON);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field || event.isComposing || !applies(event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
list.addEventListener("pointerdown", (event) => {
  event.preventDefault(); // the field keeps the focus
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
