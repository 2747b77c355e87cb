// What new blocks hold before anybody has written in them.

export const KINDS = ["key-takeaway", "expert-insight", "did-you-know", "pro-tip"];

const text = (words) => ({ type: "text", text: words });
const paragraph = (...content) => ({ type: "paragraph", content });

/** What a new box holds; `words` are the placeholders to write over. */
export function boxOf(kind, words) {
  const name = { ...text(words.name), marks: [{ type: "bold" }] };
  const insight = [{ type: "blockquote", content: [paragraph()] }, paragraph(name, text(`, ${words.role}`))];
  return { type: "callout", attrs: { kind }, content: kind === "expert-insight" ? insight : [paragraph()] };
}

export const aQuestion = () => ({ type: "question", content: [{ type: "asked" }, paragraph()] });

const cells = (type, columns) => Array.from({ length: columns }, () => ({ type, content: [paragraph()] }));

/** Its first row names the columns. */
export function aTable(rows, columns) {
  const head = { type: "tableRow", content: cells("tableHeader", columns) };
  const others = Array.from({ length: rows - 1 }, () => ({ type: "tableRow", content: cells("tableCell", columns) }));
  return { type: "table", content: [head, ...others] };
}
