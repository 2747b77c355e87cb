// One listener for all keys of the desk: modules bind theirs. They are letters again while somebody types, in a dialog,
// and for whoever has switched them off.

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const SOON = 1500; // ms, in which the second key of two must follow
const off = document.querySelector("[data-keys=off]");
const bound = new Map();
const repeating = new Set(["j", "k"]);
let others = () => false;
let lead = "";
let until = 0;

export function bind(keys) {
  for (const [key, act] of Object.entries(keys)) bound.set(key, act);
}

// Whatever no module has bound; it says whether it knew the key.
export const bindOthers = (act) => (others = act);

// With Caps Lock a letter is the letter that it would be without.
function nameOf(event) {
  const { key, shiftKey } = event;
  return key.length === 1 && key !== key.toLowerCase() && !shiftKey ? key.toLowerCase() : key;
}

function isOurs(event) {
  if (off || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
  return !event.target.matches(TYPING) && !document.querySelector("dialog[open]");
}

// Two keys after one another have the name of both, such as "g n".
function sequence(key) {
  const name = lead && performance.now() < until ? `${lead} ${key}` : key;
  const leads = name === key && [...bound.keys()].some((other) => other.startsWith(`${key} `));
  [lead, until] = leads ? [key, performance.now() + SOON] : ["", 0];
  return leads ? "" : name;
}

export function press(name) {
  const act = bound.get(name);
  if (!act) return others(name);
  act(name);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!isOurs(event) || (event.key.length > 1 && event.key !== "Enter")) return;
  const key = nameOf(event);
  if (event.repeat && !repeating.has(key)) return event.preventDefault();
  const name = sequence(key);
  if (!name || press(name)) event.preventDefault();
});
