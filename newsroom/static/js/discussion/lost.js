// What was sent from a form in place and did not arrive is said there. What was typed still stands in it, and sending
// it again is safe: the form's token makes one comment of both.

const OURS = /class="(write|status)\b|id="report-title"/;

function say(form) {
  const told = form.querySelector("[data-told]") ?? form.appendChild(document.createElement("p"));
  told.dataset.told = "";
  told.className = "form-lost";
  told.setAttribute("role", "alert");
  told.textContent = form.dataset.lost;
}

const formOf = (target) => target.closest?.("form[data-lost]");

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
  addEventListener(failure, ({ target }) => formOf(target) && say(formOf(target)));

// Not ours, but of something between us: nothing of it could take the form's place.
addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  const form = formOf(detail.requestConfig?.elt ?? target);
  if (!form || !detail.shouldSwap || OURS.test(detail.serverResponse)) return;
  detail.shouldSwap = false;
  say(form);
});

// A second failure is said anew.
addEventListener("htmx:beforeRequest", ({ target }) => formOf(target)?.querySelector("[data-told]")?.remove());
