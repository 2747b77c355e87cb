// A link with data-write opens its form where it stands; what became of the comment is shown in the same place.

import { htmx } from "./htmx.js";
import { restore } from "./kept.js";

const SPEAKS_FIRST = [".form-errors", ".preview h4", ".status h3", "textarea", ".write-title"];
let place;
let opener;
let dressing;

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
  try {
    const [{ ajax }] = await Promise.all([htmx(), dress()]);
    await ajax("GET", link.href, { target: here, swap: "innerHTML", select: ".write" });
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

// The styles of the form and of the state, once. They are there before the form is, so that nothing in it moves.
export const dress = () => (dressing ??= Promise.all(
  document.querySelector("script[data-styles]").dataset.styles.split(" ").map(style),
));

function style(href) {
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
    document.head.append(link);
  });
}

addEventListener("htmx:afterSettle", ({ target }) => {
  if (!place?.contains(target) || target.closest(".state")) return;
  restore(place);
  const first = SPEAKS_FIRST.map((part) => place.querySelector(part)).find(Boolean);
  const isNew = first?.tagName === "TEXTAREA";
  if (isNew && place.contains(document.activeElement)) return; // whoever is quicker writes on where they are
  if (first && !isNew) first.tabIndex = -1;
  first?.focus();
});
