// "3 new comments": asked while the page is looked at, shown as a button that moves nothing.

const EVERY = 30_000; // ms
const section = () => document.querySelector("#comments[data-news]");
let timer;

async function look() {
  clearTimeout(timer);
  if (document.hidden || !section()) return;
  try {
    const answer = await fetch(section().dataset.news);
    if (answer.status === 200) show(await answer.text());
    if (answer.status === 404) return;
  } catch { /* the next time, then */ }
  timer = setTimeout(look, EVERY);
}

function show(words) {
  const place = section().querySelector(".discussion-news");
  const button = place.querySelector("button") ?? place.appendChild(document.createElement("button"));
  button.type = "button";
  if (button.textContent !== words) button.textContent = words;
  button.onclick = () => renew(words);
}

// The first page of the discussion, as it is now. A form in which somebody writes goes on standing where it stood.
async function renew(words) {
  const [{ htmx }, { aside }, { say }, { mark }] = await Promise.all(
    [import("./htmx.js"), import("./place.js"), import("./say.js"), import("./marks.js")],
  );
  const { address } = section().dataset;
  const before = section();
  const putBack = aside(before);
  await (await htmx()).ajax("GET", address, { target: "#comments", swap: "outerHTML", select: "#comments" });
  mark(before, section());
  putBack();
  document.getElementById("comments-title")?.focus();
  say(`${words}. ${section()?.dataset.marked ?? ""}`);
  look();
}

document.addEventListener("visibilitychange", look);
look();
