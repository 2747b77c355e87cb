// Links, pictures and tables, in the form in which the newspaper keeps them.

import { Extension, Mark, Node, Table, TableHeader } from "../../django_prose_editor/editor.js";

const LEADS = /^(https?:|mailto:|tel:|\/|#)/i;

export const Link = Mark.create({
  name: "link",
  inclusive: false,
  excludes: "link",
  addAttributes: () => ({ href: {} }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (link) => LEADS.test(link.getAttribute("href").trim()) && null }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

const ofPicture = (image) => image?.getAttribute("src")?.startsWith("/") && {
  src: image.getAttribute("src"),
  alt: image.getAttribute("alt") ?? "",
};

/** A picture with its caption, which is the text inside. Other people's pictures are none. */
export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,
  addAttributes: () => ({ src: { default: "", rendered: false }, alt: { default: "", rendered: false } }),
  parseHTML: () => [
    {
      tag: "figure",
      getAttrs: (figure) => ofPicture(figure.querySelector("img")) || false,
      contentElement: (figure) => figure.querySelector("figcaption") ?? document.createElement("span"),
    },
    { tag: "img", getAttrs: (image) => ofPicture(image) || false },
  ],
  renderHTML: ({ node: { attrs } }) => ["figure", ["img", { src: attrs.src, alt: attrs.alt }], ["figcaption", 0]],
});

export const CaptionedTable = Table.extend({
  addAttributes: () => ({
    caption: { default: "", rendered: false, parseHTML: (table) => table.caption?.textContent.trim() ?? "" },
  }),
  // No view of its own: it would write styles into the page, which its policy forbids.
  addNodeView: null,
  renderHTML: ({ node }) => {
    const { caption } = node.attrs;
    const said = caption ? [["caption", { contenteditable: "false" }, caption]] : [];
    return ["table", ...said, ["tbody", 0]];
  },
});

export const ScopedHeader = TableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), scope: { default: null } };
  },
});

/** The language of a passage, on whatever has one. */
export const Language = Extension.create({
  name: "language",
  addGlobalAttributes: () => [
    {
      types: ["paragraph", "heading", "blockquote", "listItem", "callout", "bold", "italic", "link"],
      attributes: { lang: { default: null, parseHTML: (part) => part.getAttribute("lang") } },
    },
  ],
});
