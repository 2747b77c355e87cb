// Recommending a comment where it stands: the button comes back with the new number. Without this, a page tells it.

import { htmx } from "./htmx.js";

addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.recommend")) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  try {
    await (await htmx()).ajax("POST", form.action, { target: form, swap: "outerHTML", values });
  } catch {
    form.submit();
  }
});
