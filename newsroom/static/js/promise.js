// While a time is typed: what will happen then, in the server's words.

const SOON = 300; // ms after the last key

for (const promise of document.querySelectorAll("[data-promise]")) {
  follow(promise, document.getElementById(promise.getAttribute("for")));
}

function follow(promise, field) {
  let timer, asked = 0;

  async function ask() {
    const mine = ++asked;
    try {
      const answer = await fetch(`${promise.dataset.promise}?at=${encodeURIComponent(field.value)}`);
      if (answer.ok && !answer.redirected && mine === asked) promise.textContent = await answer.text();
    } catch {
      if (mine === asked) promise.textContent = ""; // said once it is saved
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, SOON);
  });
  if (field.value) ask();
}
