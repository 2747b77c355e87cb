// While somebody writes: what is typed is kept on the site every few seconds, so that a crash loses none of it, and the
// page says who else has the article open. Nothing of this is a save: readers and colleagues see none of it.

const EVERY = 20_000; // ms, sign of life
const SOON = 3_000; // ms after the last key
const bar = document.querySelector("[data-keeping]");
const form = bar?.closest("form");
let typed = false;
let leaving = false;
let timer;

async function send(withText) {
  if (leaving || (document.hidden && !withText)) return;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const address = bar.dataset.keeping + (withText ? "?typed=1" : "");
  const token = form.elements.csrfmiddlewaretoken.value;
  const sent = withText ? new URLSearchParams(body) : "";
  typed = typed && !withText;
  try {
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body: sent });
    if (answer.redirected || !(answer.headers.get("Content-Type") ?? "").includes("json")) throw new Error("signed out");
    tell(await answer.json(), withText || !answer.ok);
  } catch {
    typed ||= withText;
    show("said", bar.dataset.offline);
  }
}

function tell({ said, others }, isSaid) {
  if (isSaid) show("said", said);
  if (others !== undefined) show("others", others);
}

// Only what has changed is written: a live region says it again otherwise.
function show(part, words) {
  const place = bar.querySelector(`[data-${part}]`);
  if (place.textContent !== words) place.textContent = words;
}

function later() {
  typed = true;
  clearTimeout(timer);
  timer = setTimeout(() => send(true), SOON);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => send(typed));
  setInterval(() => send(typed), EVERY);
  send(false);
}
