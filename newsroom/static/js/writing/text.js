// From the form's field to the editor and back: what the editor writes is what the newspaper would have cleaned it to.

import * as prose from "../../django_prose_editor/editor.js";
import { Paragraph } from "./asked.js";
import { Asked, Callout, Question, Questions } from "./boxes.js";
import { CaptionedTable, Figure, Language, Link, ScopedHeader } from "./marks.js";
import { fromElsewhere } from "./paste.js";

const PLAIN = [
  prose.Document, prose.Text, prose.HardBreak, prose.HorizontalRule, prose.Blockquote,
  prose.BulletList, prose.OrderedList, prose.ListItem, prose.Bold, prose.Italic, prose.Code,
  prose.Subscript, prose.Superscript, prose.UndoRedo, prose.Dropcursor, prose.Gapcursor, prose.TableRow, prose.TableCell,
];
const Heading = prose.Heading.configure({ levels: [2, 3, 4] }).extend({
  parseHTML() {
    return [{ tag: "h1", attrs: { level: 2 } }, ...this.parent()];
  },
});

export function write(field, element, words) {
  const callout = Callout.configure({ labels: words.callouts });
  const boxes = [callout, Questions.configure({ label: words.questions }), Question, Asked];
  return new prose.Editor({
    element,
    injectCSS: false,
    enableInputRules: true,
    extensions: [...PLAIN, Paragraph, Heading, Link, Figure, CaptionedTable, ScopedHeader, ...boxes, Language],
    content: field.value,
    editorProps: {
      attributes: { "aria-label": words.label, "aria-multiline": "true", role: "textbox", class: "prose" },
      transformPastedHTML: fromElsewhere,
    },
    onUpdate: ({ editor }) => {
      field.value = html(editor);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
}

/** A block to a line, and nothing wrapped that needs no wrapping. */
export function html(editor) {
  const page = new DOMParser().parseFromString(editor.getHTML(), "text/html");
  page.querySelectorAll("li, td, th").forEach(unwrap);
  page.querySelectorAll("figcaption:empty, [colspan='1'], [rowspan='1'], caption").forEach(bare);
  page.querySelectorAll("table").forEach(head);
  page.querySelectorAll("aside, section").forEach(spread);
  const blocks = [...page.body.children].map((block) => block.outerHTML);
  return blocks.length === 1 && !page.body.textContent && !page.querySelector("img, hr") ? "" : blocks.join("\n");
}

/** Rows of nothing but headings, with which a table begins. */
function head(table) {
  const rows = [...table.rows], others = rows.findIndex((row) => row.querySelector("td"));
  if (others > 0) table.createTHead().append(...rows.slice(0, others));
  if (table.caption) table.prepend(table.caption);
}

function spread(box) {
  box.replaceChildren("\n", ...[...box.children].flatMap((part) => [part, "\n"]));
}

function unwrap(cell) {
  const [first, ...others] = cell.children;
  if (first?.tagName === "P" && !others.some((other) => other.tagName === "P")) first.replaceWith(...first.childNodes);
}

function bare(part) {
  if (part.tagName === "FIGCAPTION") return part.remove();
  for (const name of ["colspan", "rowspan"]) if (part.getAttribute(name) === "1") part.removeAttribute(name);
  part.removeAttribute("contenteditable");
}
