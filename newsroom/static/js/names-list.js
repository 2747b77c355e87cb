// The names that are offered under a field: a listbox of which the field says what is chosen.

export const list = document.createElement("ul");
const told = document.createElement("p");
list.id = "names-offered";
list.className = "names-offered";
list.hidden = true;
list.setAttribute("role", "listbox");
told.className = "visually-hidden";
told.setAttribute("role", "status");
document.body.append(told);

export function show(field, names) {
  list.replaceChildren(...names.map(option));
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.removeAttribute("aria-activedescendant");
  open(field, names.length > 0);
  told.textContent = names.slice(0, 1).concat(names.length > 1 ? `+ ${names.length - 1}` : []).join(" ");
}

function option(name, place) {
  const item = document.createElement("li");
  item.id = `names-offered-${place}`;
  item.dir = "auto";
  item.textContent = name;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  return item;
}

function open(field, isOpen) {
  list.hidden = !isOpen;
  field.setAttribute("aria-expanded", String(isOpen));
}

export function hide(field) {
  open(field, false);
  field.removeAttribute("aria-activedescendant");
}

export const chosen = () => (list.hidden ? null : list.querySelector("[aria-selected=true]"));

export function move(field, step) {
  const options = [...list.children], now = options.indexOf(chosen());
  const next = options[now < 0 && step < 0 ? options.length - 1 : (now + step + options.length) % options.length];
  for (const each of options) each.setAttribute("aria-selected", String(each === next));
  field.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}
