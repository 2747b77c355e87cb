// A link with data-write opens its form where it stands; what became of the comment is shown in the same place.

import { htmx } from "./htmx.js";
import { restore } from "./kept.js";

const SPEAKS_FIRST = [".form-errors", ".preview h4", ".status h3", "textarea", ".write-title"];
let place;
let opener;

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-write]");
  if (link && !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    open(link);
  }
  if (event.target.closest?.("[data-close]")) close();
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && place?.contains(event.target) && !event.isComposing) close();
});

async function open(link) {
  place?.remove();
  const here = Object.assign(document.createElement("div"), { className: "write-place" });
  [place, opener] = [here, link];
  (link.closest(".comment") ?? link.closest("header")).after(here);
  dress();
  try {
    await (await htmx()).ajax("GET", link.href, { target: here, swap: "innerHTML", select: ".write" });
  } finally {
    if (here.isConnected && !here.firstElementChild) location.assign(link.href);
  }
}

function close() {
  place?.remove();
  place = undefined;
  opener?.focus();
}

// Takes the form out of what is about to be replaced; the answer puts it back under the same comment.
export function aside(root) {
  const form = root.querySelector(".write-place");
  const above = form?.previousElementSibling.id;
  form?.remove();
  return () => form && (document.getElementById(above) ?? document.querySelector(".discussion-head")).after(form);
}

// The styles of the form and of the state, once.
export function dress() {
  const script = document.querySelector("script[data-styles]");
  for (const href of script.dataset.styles.split(" ")) {
    if (document.querySelector(`link[href="${href}"]`)) continue;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }
}

addEventListener("htmx:afterSettle", ({ target }) => {
  if (!place?.contains(target) || target.closest(".state")) return;
  restore(place);
  const first = SPEAKS_FIRST.map((part) => place.querySelector(part)).find(Boolean);
  if (first && first.tagName !== "TEXTAREA") first.tabIndex = -1;
  first?.focus();
});
