// One card at a time: the one in focus, large. The choice is this browser's.

import { cards, current, focus, step } from "./cards.js";
import { bind } from "./keys.js";

const KEPT = "desk-single";
const frame = document.querySelector("[data-single]");
const button = document.querySelector("[data-single-switch]");
const place = document.querySelector("[data-single-place]");
const ways = document.querySelectorAll("[data-single-step]");

function tell() {
  const all = cards();
  const number = all.indexOf(current()) + 1;
  place.textContent = number ? place.dataset.words.replace("{n}", number).replace("{all}", all.length) : "";
}

function show(isSingle) {
  frame.dataset.single = isSingle ? "on" : "";
  button.setAttribute("aria-pressed", isSingle);
  for (const way of ways) way.hidden = !isSingle;
  if (isSingle && !cards().includes(current())) focus(cards()[0]);
  (isSingle ? button : current())?.scrollIntoView({ block: isSingle ? "start" : "nearest" });
  tell();
}

function change() {
  const isSingle = !frame.dataset.single;
  isSingle ? localStorage.setItem(KEPT, "1") : localStorage.removeItem(KEPT);
  show(isSingle);
}

if (frame && button) {
  button.hidden = false;
  button.addEventListener("click", change);
  for (const way of ways) way.addEventListener("click", () => step(Number(way.dataset.singleStep)));
  bind({ ".": change });
  for (const moment of ["focusin", "htmx:afterSettle"]) document.addEventListener(moment, tell);
  if (localStorage.getItem(KEPT)) show(true);
}
