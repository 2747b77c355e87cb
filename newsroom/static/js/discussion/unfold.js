// "12 more replies" unfold where they stand, a hundred at a time. Without this, their thread has pages of its own.

import { aside } from "./place.js";
import { say } from "./say.js";

addEventListener("click", (event) => {
  const link = event.target.closest?.(".replies-more a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  unfold(link).catch(() => location.assign(link.href));
});

async function unfold(link) {
  const there = link.closest(".replies");
  const known = numbers(there);
  const more = await replies(link.href, there.closest("li").querySelector("[id^=comment-]").id);
  const putBack = aside(there);
  if (new URL(link.href).searchParams.has("after")) append(there, more);
  else there.replaceChildren(...more.childNodes);
  putBack();
  const first = [...there.querySelectorAll(".comment-name")].find((name) => !known.has(name.id));
  if (first) first.tabIndex = -1;
  (first ?? there.querySelector("summary")).focus({ preventScroll: true });
  say(link.textContent);
}

const numbers = (root) => new Set([...root.querySelectorAll(".comment-name")].map(({ id }) => id));

async function replies(address, thread) {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(`#${thread} + .replies`);
  if (!found) throw new Error("the thread is gone");
  return found;
}

function append(there, more) {
  there.querySelector(":scope > ol").append(...more.querySelector(":scope > ol").children);
  there.querySelector(":scope > .replies-more").remove();
  there.append(...more.querySelectorAll(":scope > .replies-more"));
}
