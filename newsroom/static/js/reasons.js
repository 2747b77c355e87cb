// The list of reasons: a digit chooses one, Enter rejects with it.

import { cardOf } from "./cards.js";
import { send } from "./desk.js";

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const card = target.matches("select[name=reason]") && cardOf(target);
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter") send(card, target.form, target.form.querySelector("button"));
  else if (/^[1-9]$/.test(key)) choose(target, Number(key));
  else return;
  event.preventDefault();
});

function choose(select, number) {
  const reasons = [...select.options].filter((option) => option.value);
  if (reasons[number - 1]) select.value = reasons[number - 1].value;
}
