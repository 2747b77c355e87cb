// Asks what has changed, while the page is seen and soon after decisions. What was decided elsewhere greys out in its
// place; nothing is ever put in or taken away under the reader's eyes.

const EVERY = 15_000; // ms
const SOON = 1_500;
const place = document.querySelector("[data-live]");
let soon;

const lines = () => [...document.querySelectorAll("[data-card]:not(.card-folded) [data-claim]")];
const row = (line) => `${line.dataset.off ?? line.closest("[data-card]").dataset.seen}.${line.dataset.claim}`;

function known() {
  const { mark, new: count } = document.getElementById("arrivals").dataset;
  const tabs = document.getElementById("tabs");
  const values = { back: place.dataset.back, mark: mark ?? "", new: count ?? "0", row: lines().map(row) };
  return tabs.contains(document.activeElement) ? values : { ...values, tabs: tabs.dataset.digest ?? "" };
}

function ask() {
  if (document.hidden || place.matches(".htmx-request")) return;
  htmx.ajax("GET", place.dataset.live, { source: place, swap: "none", values: known() });
}

// Its buttons no longer mean what is there, and it is not among those chosen.
function turnOff(card) {
  card.classList.add("is-elsewhere");
  for (const part of card.querySelectorAll("button, select, textarea, input")) part.disabled = true;
  for (const box of card.querySelectorAll(":checked[name=row]")) {
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function askSoon() {
  clearTimeout(soon);
  soon = setTimeout(ask, SOON);
}

if (place) {
  setInterval(ask, EVERY);
  askSoon();
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("decided", askSoon);
  document.addEventListener("htmx:oobAfterSwap", () => {
    for (const card of document.querySelectorAll("[data-card]:not(.is-elsewhere):has([data-off])")) turnOff(card);
  });
}
