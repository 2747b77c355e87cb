// What this page has claimed stays claimed while somebody works on it: seen, and touched since the last time.

const EVERY = 30_000; // ms
const mine = () => [...document.querySelectorAll('[data-claim="mine"]')];
let isUsed = false;

for (const sign of ["keydown", "pointerdown", "pointermove", "scroll", "focusin"])
  addEventListener(sign, () => (isUsed = true), { passive: true, capture: true });

function renew() {
  const lines = mine();
  if (!lines.length || !isUsed || document.hidden) return;
  isUsed = false;
  const body = new URLSearchParams({ csrfmiddlewaretoken: lines[0].querySelector("[name=csrfmiddlewaretoken]").value });
  for (const line of lines) body.append("comment", line.id.replace("claim-", ""));
  fetch(document.querySelector("[data-renew]").dataset.renew, { method: "POST", body }).catch(() => {});
}

setInterval(renew, EVERY);
