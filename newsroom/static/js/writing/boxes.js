// The newspaper's own blocks: callouts, and a list of questions with their answers.

import { Node } from "../../django_prose_editor/editor.js";
import { KINDS } from "./content.js";
import { labelled, plain } from "./views.js";

export const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "(paragraph | heading | bulletList | orderedList | blockquote | figure | table)+",
  defining: true,
  addOptions: () => ({ labels: {} }),

  addAttributes: () => ({
    kind: {
      default: KINDS[0],
      parseHTML: (box) => box.dataset.kind,
      renderHTML: ({ kind }) => ({ "data-kind": kind }),
    },
  }),
  parseHTML: () => KINDS.map((kind) => ({ tag: `aside[data-kind="${kind}"]` })),
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
  addNodeView() {
    return ({ node }) => labelled("aside", this.options.labels[node.attrs.kind]);
  },
});

export const Questions = Node.create({
  name: "questions",
  group: "block",
  content: "question+",
  defining: true,
  isolating: true,
  addOptions: () => ({ label: "" }),
  parseHTML: () => [{ tag: 'section[data-kind="questions"]' }],
  renderHTML: () => ["section", { "data-kind": "questions" }, 0],
  addNodeView() {
    return () => labelled("section", this.options.label);
  },
});

export const Question = Node.create({
  name: "question",
  content: "asked (paragraph | bulletList | orderedList | blockquote)+",
  defining: true,
  // Which consent of a reader it is printed by, if it is a reader's.
  addAttributes: () => ({
    number: {
      default: null,
      parseHTML: (box) => box.dataset.question ?? null,
      renderHTML: ({ number }) => (number ? { "data-question": number } : {}),
    },
  }),
  parseHTML: () => [{ tag: "details" }],
  renderHTML: ({ HTMLAttributes }) => ["details", { ...HTMLAttributes, open: "" }, 0],
  // Beside the text a real one would close under the writer's cursor.
  addNodeView: () => () => plain("div", "writing-question"),
});

export const Asked = Node.create({
  name: "asked",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "summary" }],
  renderHTML: () => ["summary", 0],
  addNodeView: () => () => plain("p", "writing-asked"),

  addKeyboardShortcuts() {
    return { Enter: () => toAnswer(this.editor) };
  },
});

function toAnswer(editor) {
  const { $from } = editor.state.selection;
  return $from.parent.type.name === "asked" && editor.commands.setTextSelection($from.after() + 1);
}
