// How boxes look while they are written.

/** As readers will see it, with a name over it that is nobody's to write. */
export function labelled(tag, words) {
  const dom = document.createElement(tag), label = document.createElement("p"), contentDOM = document.createElement("div");
  label.className = "writing-label";
  label.contentEditable = "false";
  label.textContent = words;
  dom.append(label, contentDOM);
  return { dom, contentDOM, ignoreMutation: ({ type, target }) => type !== "selection" && !contentDOM.contains(target) };
}

/** A block of another kind than it will be on the page. */
export function plain(tag, className) {
  const dom = document.createElement(tag);
  dom.className = className;
  return { dom, contentDOM: dom };
}
