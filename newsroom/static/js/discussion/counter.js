// How many characters are left, said only when it matters.

const NEAR = 500;
const QUIET = 600; // ms without a key before it is said
let timer;

addEventListener("input", ({ target: field }) => {
  if (!field.dataset?.most) return;
  const left = field.dataset.most - [...field.value].length;
  const counter = find(field, left < NEAR);
  if (!counter) return;
  clearTimeout(timer);
  const say = () => { counter.textContent = left < NEAR ? words(field, left) : ""; };
  timer = setTimeout(say, counter.textContent ? QUIET : 0);
});

const words = ({ dataset }, left) => `${left < 0 ? dataset.over : dataset.left} ${Math.abs(left)}`;

function find(field, wanted) {
  const there = field.parentElement.querySelector("[data-counter]");
  if (there || !wanted) return there;
  const made = Object.assign(document.createElement("p"), { className: "field-help" });
  made.dataset.counter = "";
  made.setAttribute("role", "status");
  field.after(made);
  return made;
}
