// The window for links: an address, or an article of our own that is looked for by its headline.

import { ask, search } from "./dialogs.js";

export function linkDialog(dialog, editor, address) {
  const form = dialog.querySelector("form");
  let words = ""; // of the article that was chosen, where no words are there to be linked
  const choose = ({ headline, url, when }) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.append(headline, Object.assign(document.createElement("small"), { textContent: when }));
    button.addEventListener("click", () => {
      form.elements.href.value = url;
      words = headline;
      dialog.close("set");
    });
    item.append(button);
    return item;
  };
  const look = search(form.elements.q, dialog.querySelector("[data-found]"), address, "found", choose);
  return async () => {
    const { href = "" } = editor.getAttributes("link");
    look();
    words = "";
    const given = await ask(dialog, { href });
    if (given) put(editor, { ...given, words }, href);
    editor.commands.focus();
  };
}

function put(editor, { pressed, href, words }, before) {
  const chain = editor.chain().focus();
  if (before) chain.extendMarkRange("link");
  if (pressed === "remove" || !href.trim()) return chain.unsetMark("link").run();
  if (!before && editor.state.selection.empty) {
    const marks = [{ type: "link", attrs: { href: whole(href) } }];
    return chain.insertContent({ type: "text", text: words || href.trim(), marks }).run();
  }
  return chain.setMark("link", { href: whole(href) }).run();
}

/** What people type is rarely a whole address. */
function whole(typed) {
  const href = typed.trim();
  if (/^[\w.+-]+@[\w-]+\.[\w.]+$/.test(href)) return `mailto:${href}`;
  return /^([a-z][a-z0-9+.-]*:|\/|#)/i.test(href) ? href : `https://${href}`;
}
