// Small windows over the text: each is a form of its own, and gives the focus back to the text.

/** The values that were filled in, or null when it was closed without. `fill` is told the form before it opens. */
export function ask(dialog, values, fill = () => {}) {
  const form = dialog.querySelector("form");
  form.reset();
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
  fill(form);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue ? answers(dialog, form) : null), { once: true });
  });
}

function answers(dialog, form) {
  return { pressed: dialog.returnValue, ...Object.fromEntries(new FormData(form)) };
}

/** Once nothing in it is pressed any more: a press on what is taken away meanwhile would be none. */
function released(list) {
  if (!list.matches(":active")) return undefined;
  return new Promise((done) => ["pointerup", "pointercancel", "keyup"].forEach(
    (end) => addEventListener(end, () => setTimeout(done), { once: true, capture: true }),
  ));
}

/** Lists what an address tells under `name` while somebody types; `each` makes an element of one. */
export function search(input, list, address, name, each) {
  let asked = 0;
  const look = async () => {
    const mine = (asked += 1);
    list.setAttribute("aria-busy", "true");
    const asking = `${address}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(asking, { headers: { Accept: "application/json" } });
    const told = answer.ok ? await answer.json() : undefined;
    await released(list);
    if (mine !== asked) return;
    if (told) list.replaceChildren(...told[name].map(each));
    list.setAttribute("aria-busy", "false");
  };
  input.addEventListener("input", look);
  return look;
}
