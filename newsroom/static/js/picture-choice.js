// Beside the number of a picture: the picture, also after another was chosen.

const bound = new WeakSet();

async function show(choice, number) {
  const image = choice.querySelector("img");
  const answer = /^\d+$/.test(number) && (await fetch(`${choice.dataset.pictureChoice}?id=${number}`));
  const [picture] = answer?.ok ? (await answer.json()).pictures : [];
  image.hidden = !picture;
  if (!picture) return;
  image.width = picture.width;
  image.height = picture.height;
  image.src = picture.thumbnail;
}

function bind(choice) {
  const field = choice.querySelector("input");
  if (!field || bound.has(choice)) return;
  bound.add(choice);
  const changed = () => show(choice, field.value.trim());
  // What the admin's popup tells, it tells by jQuery, which no listener of the browser's own hears.
  if (window.django?.jQuery) window.django.jQuery(field).on("change", changed);
  else field.addEventListener("change", changed);
}

document.querySelectorAll("[data-picture-choice]").forEach(bind);
