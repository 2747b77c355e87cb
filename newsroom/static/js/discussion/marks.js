// What was not there before is marked by a word, until the page is left or the next new ones come.

const comments = (root) => [...root.querySelectorAll("article.comment[id]")];
const first = (thread) => thread.querySelector("[id^=comment-]").id;

export function mark(before, after) {
  if (!after) return;
  const known = new Set([...before.querySelectorAll("[id^=comment-]")].map(({ id }) => id));
  for (const comment of threads(after, known).flatMap(comments)) {
    if (!known.has(comment.id)) comment.querySelector(".comment-head").append(" ", word(after.dataset.new));
  }
}

// Below the last one that was there stand those that only moved up.
function threads(after, known) {
  const all = [...after.querySelectorAll(".threads > li")];
  const last = all.findLastIndex((thread) => known.has(first(thread)));
  return last < 0 ? all : all.slice(0, last + 1);
}

const word = (text) => Object.assign(document.createElement("strong"), { className: "comment-new", textContent: text });
