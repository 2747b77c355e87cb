// Says before anything is sent that files are larger than the server takes.

const form = document.querySelector("form[data-most]");
const said = form?.querySelector("[data-too-large]");

function size() {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  return inputs.flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0);
}

function look() {
  said.hidden = size() <= Number(form.dataset.most);
  return said.hidden;
}

form?.addEventListener("change", look);
form?.addEventListener("submit", (event) => {
  if (look()) return;
  event.preventDefault();
  form.querySelector("input[type=file]").focus();
});
