// What has just happened: said politely to those who hear the page, and shown for ten seconds with the way back.

const SHOWN = 10_000; // ms
const box = document.querySelector("[data-toast]");
const text = box?.querySelector("[data-said]");
const button = box?.querySelector("button");
let act;
let timer;

function hide() {
  if (box.matches(":hover, :focus-within")) return wait();
  text.textContent = "";
  button.hidden = true;
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(hide, SHOWN);
}

// `way`: which of its words the button says, "undo" or "show"; `press`: what it does.
export function say(words, way, press) {
  if (!box) return;
  text.textContent = words;
  button.hidden = !way;
  button.textContent = { undo: button.dataset.sayUndo, show: button.dataset.sayShow }[way] ?? "";
  act = press;
  for (const other of document.querySelectorAll(".desk-toast")) other.hidden = true;
  wait();
}

export const wordFor = (name) => box?.dataset[name] ?? "";

button?.addEventListener("click", () => act?.());
