// What somebody types stays in this tab until it was taken: through a reload, a fault, a form that was closed.
// One key for each article and each comment that is answered.

const at = (number) => `comment:${number}`;

function change(act) {
  try { return act(sessionStorage); } catch { return null; /* a browser that keeps nothing */ }
}

function keep(form, sent) {
  const text = form.querySelector("textarea").value;
  const name = at(form.dataset.kept);
  change((kept) => text ? kept.setItem(name, JSON.stringify({ text, sent })) : kept.removeItem(name));
}

const keptAt = (number) => change((kept) => JSON.parse(kept.getItem(at(number))));

// Into an empty form, and out of memory once the comment is there. A text begun since is somebody's next comment.
export function restore(root) {
  for (const form of root.querySelectorAll("form[data-kept]")) {
    const field = form.querySelector("textarea");
    if (!field.value) field.value = keptAt(form.dataset.kept)?.text ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const { dataset } of root.querySelectorAll("[data-sent]")) {
    if (keptAt(dataset.sent)?.sent) change((kept) => kept.removeItem(at(dataset.sent)));
  }
}

addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-kept]");
  if (form && target.matches("textarea")) keep(form, false);
});
addEventListener("submit", ({ target }) => {
  if (target.matches("form[data-kept]")) keep(target, true);
}, { capture: true });

restore(document);
