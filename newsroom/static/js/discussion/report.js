// A link with data-report opens its form over the article; what became of the report is shown in the same place.

import { htmx } from "./htmx.js";
import { dress } from "./place.js";

let dialog;

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-report]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

async function open(link) {
  dialog ??= made();
  const inside = dialog.firstElementChild;
  inside.replaceChildren();
  try {
    const [{ ajax }] = await Promise.all([htmx(), dress()]);
    await ajax("GET", link.href, { target: inside, swap: "innerHTML" });
  } finally {
    if (inside.querySelector("#report-title")) dialog.showModal();
    else location.assign(link.href); // it was refused, or did not come: the page says why
  }
}

// A click on what is behind it closes it, as Escape does. The browser gives the focus back.
function made() {
  const element = document.createElement("dialog");
  element.className = "report-dialog";
  element.setAttribute("aria-labelledby", "report-title");
  element.innerHTML = "<div data-inside></div>";
  element.addEventListener("click", ({ target }) => target === element && element.close());
  document.body.append(element);
  return element;
}

addEventListener("htmx:afterSettle", ({ target }) => {
  if (!dialog?.open || !dialog.contains(target)) return;
  (dialog.querySelector(".form-errors") ?? dialog.querySelector("#report-title"))?.focus();
});
