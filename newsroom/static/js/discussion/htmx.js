// htmx comes when somebody turns to the discussion: who only reads the article does without it. It reads its settings
// when a document is ready, and misses that moment when it comes while pictures are still loading: so it is told here.

const script = document.querySelector("script[data-htmx]");
let coming;

export function htmx() {
  coming ??= window.htmx ? Promise.resolve(window.htmx) : load();
  return coming;
}

function load() {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = script.dataset.htmx;
    element.onload = () => {
      Object.assign(window.htmx.config, JSON.parse(document.querySelector("meta[name=htmx-config]").content));
      done(window.htmx);
    };
    element.onerror = () => { coming = undefined; failed(new Error("htmx did not come")); };
    document.head.append(element);
  });
}
