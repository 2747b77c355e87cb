// The row of buttons over the text: one stop of the tab key, arrows within it, Alt+F10 to it and Escape back.

import { ACTS, setBlock } from "./acts.js";

export function equip(toolbar, editor, dialogs, words) {
  const buttons = [...toolbar.querySelectorAll("[data-act]")];
  const level = toolbar.querySelector("[data-level]");
  for (const button of buttons) button.addEventListener("click", () => press(button, editor, dialogs, words));
  level.addEventListener("change", () => setBlock(editor, level.value));
  editor.on("transaction", () => show(buttons, level, editor));
  show(buttons, level, editor);
  roam(toolbar, editor);
}

function press(button, editor, dialogs, words) {
  const name = button.dataset.act;
  if (button.getAttribute("aria-disabled") === "true") return;
  if (dialogs[name]) dialogs[name]();
  else ACTS[name].act(editor, words);
}

function show(buttons, level, editor) {
  for (const button of buttons) {
    const { can, isOn, shown } = ACTS[button.dataset.act] ?? {};
    if (isOn) button.setAttribute("aria-pressed", isOn(editor));
    if (can) button.setAttribute("aria-disabled", !can(editor));
    if (shown) button.hidden = !shown(editor);
  }
  level.value = [2, 3, 4].find((each) => editor.isActive("heading", { level: each })) ?? "";
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

function roam(toolbar, editor) {
  const stops = () => [...toolbar.querySelectorAll("button, select")].filter((stop) => stop.offsetParent);
  const choose = (stop) => {
    for (const other of toolbar.querySelectorAll("button, select")) other.tabIndex = other === stop ? 0 : -1;
  };
  choose(stops()[0]);
  toolbar.addEventListener("focusin", (event) => choose(event.target));
  toolbar.addEventListener("keydown", (event) => {
    const here = stops(), place = here.indexOf(event.target);
    if (event.key === "Escape") editor.commands.focus();
    if (STEPS[event.key]) here.at((place + STEPS[event.key]) % here.length).focus();
    if (STEPS[event.key] || event.key === "Escape") event.preventDefault();
  });
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") stops()[0].focus();
  });
}
