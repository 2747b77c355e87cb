// How boxes look while they are written.

/** As readers will see it, with a name over it that is nobody's to write. */
export function labelled(tag, words) {
  const [dom, label, contentDOM] = [tag, "p", "div"].map((name) => document.createElement(name));
  label.className = "writing-label";
  label.contentEditable = "false";
  label.textContent = words;
  dom.append(label, contentDOM);
  const ignoreMutation = ({ type, target }) => type !== "selection" && !contentDOM.contains(target);
  return { dom, contentDOM, ignoreMutation };
}

/** A block of another kind than it will be on the page. */
export function plain(tag, className) {
  const dom = document.createElement(tag);
  dom.className = className;
  return { dom, contentDOM: dom };
}
