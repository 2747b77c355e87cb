// What each button of the toolbar does, and when it is pressed in or can't be used.

import { aQuestion, aTable, boxOf, KINDS } from "./content.js";

const toggle = (name, command, options) => ({
  act: (editor) => editor.chain().focus()[command](options).run(),
  can: (editor) => editor.can()[command](options),
  isOn: (editor) => editor.isActive(name, options),
});
const insert = (content) => ({ act: (editor, words) => put(editor, content(words)) });
const inTable = (command) => ({
  act: (editor) => editor.chain().focus()[command]().run(),
  can: (editor) => editor.can()[command](),
  shown: (editor) => editor.isActive("table"),
});

export const ACTS = {
  bold: toggle("bold", "toggleBold"),
  italic: toggle("italic", "toggleItalic"),
  subscript: toggle("subscript", "toggleSubscript"),
  superscript: toggle("superscript", "toggleSuperscript"),
  bullets: toggle("bulletList", "toggleBulletList"),
  numbers: toggle("orderedList", "toggleOrderedList"),
  quotation: toggle("blockquote", "toggleBlockquote"),
  rule: insert(() => ({ type: "horizontalRule" })),
  table: insert(() => aTable(3, 3)),
  "add-row": inTable("addRowAfter"),
  "delete-row": inTable("deleteRow"),
  "add-column": inTable("addColumnAfter"),
  "delete-column": inTable("deleteColumn"),
  "header-row": inTable("toggleHeaderRow"),
  "table-caption": { shown: (editor) => editor.isActive("table") },
  "delete-table": inTable("deleteTable"),
  questions: insert(() => ({ type: "questions", content: [aQuestion()] })),
  "add-question": {
    act: (editor) => putAfter(editor, "question", aQuestion()),
    shown: (editor) => editor.isActive("question"),
  },
  "delete-box": {
    act: (editor) => editor.chain().focus().deleteNode(editor.isActive("questions") ? "questions" : "callout").run(),
    shown: (editor) => editor.isActive("callout") || editor.isActive("questions"),
  },
  undo: { act: (editor) => editor.chain().focus().undo().run(), can: (editor) => editor.can().undo() },
  redo: { act: (editor) => editor.chain().focus().redo().run(), can: (editor) => editor.can().redo() },
};
for (const kind of KINDS) ACTS[kind] = insert((words) => boxOf(kind, words));

/** Below the block that the cursor is in, or in its place if nothing stands there. */
export function put(editor, content) {
  const { $to } = editor.state.selection;
  const block = $to.node(1), after = $to.depth ? $to.after(1) : $to.pos;
  const isEmpty = block?.isTextblock && !block.content.size;
  putAt(editor, { from: isEmpty ? $to.before(1) : after, to: after }, content);
}

function putAfter(editor, name, content) {
  const { $to } = editor.state.selection;
  let depth = $to.depth;
  while (depth && $to.node(depth).type.name !== name) depth -= 1;
  if (depth) putAt(editor, { from: $to.after(depth), to: $to.after(depth) }, content);
}

/** With the cursor where one writes on. */
function putAt(editor, range, content) {
  let first = null;
  editor.commands.insertContentAt(range, content, { updateSelection: false });
  editor.state.doc.nodesBetween(range.from, editor.state.doc.content.size, (node, place) => {
    if (first === null && node.isTextblock) first = place + 1;
  });
  if (first !== null) editor.chain().setTextSelection(first).focus().run();
}

export function setBlock(editor, level) {
  const chain = editor.chain().focus();
  (level ? chain.setHeading({ level: Number(level) }) : chain.setParagraph()).run();
}

/** Out of any box, to a new paragraph below it. */
export const leave = (editor) => put(editor, { type: "paragraph" });
