// Asks readers who block advertising for their support: once, below what they are reading, and never over it.

const SEEN = "adblock-note";
const PARTS = 5; // of the article come first; the note follows the last paragraph among them

const template = document.getElementById("adblock-note");
if (template && !wasDismissed()) watch();

function watch() {
  const bait = document.createElement("div");
  bait.className = "adblock-bait adsbox ad-banner ad-placement";
  document.body.append(bait);
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (!bait.isConnected || bait.offsetHeight === 0) show();
    bait.remove();
  }));
}

function show() {
  const place = [...document.querySelectorAll(`.prose > p:nth-child(-n + ${PARTS})`)].at(-1);
  const note = template.content.firstElementChild;
  // Nothing that is being read may move.
  (place && place.getBoundingClientRect().bottom > innerHeight ? place : template).after(note);
  note.querySelector("button").addEventListener("click", () => dismiss(note));
}

function dismiss(note) {
  note.remove();
  try { localStorage.setItem(SEEN, "1"); } catch { /* a browser that keeps nothing asks again */ }
}

function wasDismissed() {
  try { return localStorage.getItem(SEEN) !== null; } catch { return false; }
}
