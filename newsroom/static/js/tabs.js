// Going elsewhere by keys: to a queue, to the search.

import { bind } from "./keys.js";

const QUEUES = { n: "new", w: "unchecked", r: "reported", s: "spam" };
const goTo = (slug) => () => document.querySelector(`.desk-tabs [data-tab="${slug}"]`)?.click();

bind(Object.fromEntries(Object.entries(QUEUES).map(([key, slug]) => [`g ${key}`, goTo(slug)])));
bind({ "/": () => document.querySelector("[data-search]")?.focus() });
