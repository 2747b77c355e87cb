// Paragraphs. One of them may be the line under a reader's question that says who asked it.

import * as prose from "../../django_prose_editor/editor.js";

export const Paragraph = prose.Paragraph.extend({
  addAttributes: () => ({
    kind: {
      default: null,
      parseHTML: (line) => line.dataset.kind ?? null,
      renderHTML: ({ kind }) => (kind ? { "data-kind": kind } : {}),
      keepOnSplit: false,
    },
  }),
});
