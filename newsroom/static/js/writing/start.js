// Puts the editor over each field that asks for it. The field stays the truth: what is typed stands in it at once.

import { leave } from "./acts.js";
import { tell } from "./counting.js";
import { pictureDialog } from "./figures.js";
import { captionDialog } from "./captions.js";
import { linkDialog } from "./links.js";
import { write } from "./text.js";
import { equip } from "./toolbar.js";

for (const frame of document.querySelectorAll("[data-writing]")) start(frame);

function start(frame) {
  const field = frame.querySelector("textarea");
  const words = JSON.parse(frame.querySelector("[data-words]").textContent);
  const room = frame.querySelector("[data-room]");
  const editor = write(field, room, words);
  const dialogs = windows(frame, editor);
  frame.querySelector("[data-tools]").hidden = false;
  dialogs.source = () => showSource(frame, field, room, editor);
  equip(frame.querySelector("[data-toolbar]"), editor, dialogs, words);
  tell(frame.querySelector("[data-count]"), editor);
  bind(editor, dialogs);
  field.hidden = true;
  frame.classList.add("writing-started");
}

/** Outside the article's form: a form can't stand in a form. */
function windows(frame, editor) {
  const { links, pictures } = frame.dataset;
  const [link, picture, caption] = frame.querySelector("template").content.cloneNode(true).querySelectorAll("dialog");
  document.body.append(link, picture, caption);
  return {
    link: linkDialog(link, editor, links),
    picture: pictureDialog(picture, editor, pictures),
    "table-caption": captionDialog(caption, editor),
  };
}

function showSource(frame, field, room, editor) {
  field.hidden = !field.hidden;
  room.hidden = !field.hidden;
  frame.querySelector("[data-act=source]").setAttribute("aria-pressed", !field.hidden);
  if (field.hidden) editor.commands.setContent(field.value, { emitUpdate: true });
  (field.hidden ? editor.commands : field).focus();
}

function bind(editor, dialogs) {
  editor.view.dom.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = { k: dialogs.link, Enter: () => leave(editor) }[key];
    if (!act) return;
    event.preventDefault();
    act();
  }, { capture: true });
  editor.view.dom.addEventListener("dblclick", ({ target }) => {
    if (target.closest("figure")) dialogs.picture();
  });
}
