// The table of keys, in a dialog over whatever is there.

import { bind } from "./keys.js";

const dialog = document.querySelector("dialog[data-keys-dialog]");
const table = document.querySelector("[data-keys] dl");

function show() {
  if (!dialog.querySelector("dl")) dialog.prepend(table.cloneNode(true));
  dialog.showModal();
}

if (dialog) {
  bind({ "?": show });
  dialog.addEventListener("keydown", ({ key }) => key === "?" && dialog.close());
}
