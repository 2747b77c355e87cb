// The focus of a picture, by a click or by numbers; the cuts beside it show what becomes of it.

const frame = document.querySelector("[data-focus]");
const whole = frame?.querySelector(".picture-whole img");
const mark = frame?.querySelector(".picture-mark");
const fields = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`));

const percent = (at, length) => Math.min(100, Math.max(0, Math.round((100 * at) / length)));

function show() {
  const [x, y] = fields.map((field) => percent(Number(field.value), 100));
  mark.hidden = false;
  mark.style.left = `${x}%`;
  mark.style.top = `${y}%`;
  for (const cut of frame.querySelectorAll(".picture-cuts img")) cut.style.objectPosition = `${x}% ${y}%`;
}

function aim(event) {
  const box = whole.getBoundingClientRect();
  fields[0].value = percent(event.clientX - box.left, box.width);
  fields[1].value = percent(event.clientY - box.top, box.height);
  show();
}

if (whole && fields.every(Boolean)) {
  whole.addEventListener("click", aim);
  for (const field of fields) field.addEventListener("input", show);
  show();
}
