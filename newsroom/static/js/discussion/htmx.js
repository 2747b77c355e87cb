// htmx comes when somebody turns to the discussion: who only reads the article does without it.

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
    element.onload = () => done(window.htmx);
    element.onerror = () => { coming = undefined; failed(new Error("htmx did not come")); };
    document.head.append(element);
  });
}
