// Signed out meanwhile: the sign-in page belongs into no card. Who only reads is told; who decides is led there.

import { cardOf } from "./cards.js";
import { say } from "./said.js";

const live = document.querySelector("[data-live]");

document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  const answered = new URL(detail.xhr.responseURL).pathname;
  if (answered.startsWith(new URL(detail.pathInfo.requestPath, location).pathname)) return;
  detail.shouldSwap = false;
  if (cardOf(target)) location.reload();
  else if (target === live) say(live.dataset.signedOut);
});
