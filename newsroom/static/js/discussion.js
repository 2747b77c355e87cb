// What a discussion can do in place. Without this, every link and form of it leads to a page of its own. What acts on a
// press comes when somebody turns to the discussion, news when it is time for them: who only reads does without both.

const EVERY = 30_000; // ms
const PRESSED = "#comments :is(a[data-write], a[data-report], .replies-more a, .recommend button)";
const section = document.getElementById("comments");
let coming;
let here = false;

function acts() {
  coming ??= import("./discussion/acts.js").then(() => { here = true; }, () => { coming = undefined; });
  return coming;
}

for (const turned of ["pointerover", "focusin"]) section?.addEventListener(turned, acts, { once: true });

// A press that comes first is done again once they are there. Where they don't come, it leads to a page.
addEventListener("click", (event) => {
  const pressed = !here && event.isTrusted && event.target.closest?.(PRESSED);
  if (!pressed || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  acts().then(() => pressed.click());
}, { capture: true });

const news = () => import("./discussion/news.js").catch(() => {});
if (section?.dataset.news) {
  setTimeout(news, EVERY);
  document.addEventListener("visibilitychange", news, { once: true });
}
