// Choosing many comments: all on the page, a range with Shift, X on a card. What is chosen is said and counted.

import { current } from "./cards.js";
import { bind } from "./keys.js";

const bar = document.querySelector("[data-bulk]");
const boxes = () => [...document.querySelectorAll("[name=row][form=bulk]:not(:disabled)")];
const count = bar?.querySelector("[data-bulk-count]");
const all = bar?.querySelector("[data-bulk-all] input");
let last;

function tell() {
  const total = boxes().length;
  const chosen = boxes().filter((box) => box.checked).length;
  const words = count.dataset[chosen === 0 ? "none" : chosen === 1 ? "one" : "many"].replace("{n}", chosen);
  if (count.textContent !== words) count.textContent = words;
  bar.querySelector("[data-bulk-acts]").disabled = !chosen;
  all.checked = total > 0 && chosen === total;
  all.indeterminate = chosen > 0 && chosen < total;
}

function choose(some, checked) {
  for (const box of some) box.checked = checked;
  tell();
}

function extend(box) {
  const here = boxes();
  const [from, to] = [here.indexOf(last), here.indexOf(box)].sort((one, other) => one - other);
  choose(from < 0 ? [box] : here.slice(from, to + 1), box.checked);
}

function toggle() {
  const box = current()?.querySelector("[name=row]:not(:disabled)");
  if (!box) return;
  choose([box], !box.checked);
  last = box;
}

function press(key) {
  const button = bar.querySelector(`[aria-keyshortcuts="Shift+${key}"]`);
  if (!button || button.matches(":disabled")) return;
  if (button.value === "reject" && !bar.reason.value) bar.reason.focus();
  else bar.requestSubmit(button);
}

document.addEventListener("click", (event) => {
  if (!bar || !event.target.matches("[name=row][form=bulk]")) return;
  if (event.shiftKey && last) extend(event.target);
  last = event.target;
});

if (bar) {
  bar.querySelector("[data-bulk-all]").hidden = false;
  all.addEventListener("change", () => choose(boxes(), all.checked));
  document.addEventListener("change", (event) => event.target.matches("[name=row]") && tell());
  for (const moment of ["htmx:afterSettle", "pageshow"]) addEventListener(moment, tell);
  tell();
  bind({ x: toggle, X: () => choose(boxes(), !all.checked) });
  bind(Object.fromEntries([..."ARSNT"].map((key) => [key, () => press(key)])));
}
