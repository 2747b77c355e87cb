// The window for pictures: one that the paper has, or a new one; what it shows, said for those who can't see it.

import { put } from "./acts.js";
import { ask, search } from "./dialogs.js";

export function pictureDialog(dialog, editor, address) {
  const form = dialog.querySelector("form");
  const trouble = dialog.querySelector("[data-trouble]");
  const offer = (picture) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    const small = { src: picture.thumbnail, alt: "", width: 96, height: 64, loading: "lazy" };
    button.append(Object.assign(new Image(), small), picture.alt);
    button.addEventListener("click", () => take(picture));
    item.append(button);
    return item;
  };
  const take = (picture) => {
    form.elements.src.value = picture.url;
    form.elements.alt.value ||= picture.alt;
    show(dialog, form);
    form.elements.alt.focus();
  };
  const look = search(form.elements.q, dialog.querySelector("[data-found]"), address, "pictures", offer);
  const upload = async () => {
    if (!form.elements.file.files.length) return;
    const isSaid = form.elements.alt.value.trim();
    const { picture, error } = isSaid ? await send(form, address) : { error: form.dataset.wordless };
    trouble.textContent = error ?? "";
    if (!picture) return form.elements.alt.focus();
    form.elements.file.value = "";
    take(picture);
  };
  form.elements.file.addEventListener("change", upload);
  form.elements.alt.addEventListener("change", upload);
  return async () => {
    const here = editor.isActive("figure") ? editor.getAttributes("figure") : null;
    trouble.textContent = "";
    look();
    const given = await ask(dialog, here ?? {}, () => show(dialog, form));
    if (given?.src) set(editor, { src: given.src, alt: given.alt.trim() }, here);
    editor.commands.focus();
  };
}

function show(dialog, form) {
  const preview = dialog.querySelector("[data-preview]");
  preview.hidden = !form.elements.src.value;
  if (form.elements.src.value) preview.src = form.elements.src.value;
}

function set(editor, attrs, here) {
  if (here) return editor.chain().updateAttributes("figure", attrs).run();
  return put(editor, { type: "figure", attrs });
}

async function send(form, address) {
  const body = new FormData();
  body.append("file", form.elements.file.files[0]);
  body.append("alt", form.elements.alt.value);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  return answer.ok ? told : { error: told.error ?? form.dataset.failed };
}
