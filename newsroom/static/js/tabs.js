// Going elsewhere by keys: to a queue, to the search. And where the tabs don't all fit, the present one is in sight.

import { bind } from "./keys.js";

const QUEUES = { n: "new", w: "unchecked", r: "reported", s: "spam" };
const goTo = (slug) => () => document.querySelector(`.desk-tabs [data-tab="${slug}"]`)?.click();

bind(Object.fromEntries(Object.entries(QUEUES).map(([key, slug]) => [`g ${key}`, goTo(slug)])));
bind({ "/": () => document.querySelector("[data-search]")?.focus() });

let centered;

function center() {
  const here = document.querySelector(".desk-tabs [aria-current]");
  const list = here?.closest("ul");
  if (!list || list === centered) return;
  centered = list;
  list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
}

center();
document.addEventListener("htmx:oobAfterSwap", center);
