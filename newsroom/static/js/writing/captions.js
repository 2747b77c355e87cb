// The window for the caption of a table.

import { ask } from "./dialogs.js";

export function captionDialog(dialog, editor) {
  return async () => {
    const { caption } = editor.getAttributes("table");
    const given = await ask(dialog, { caption });
    if (given) editor.chain().updateAttributes("table", { caption: given.caption.trim() }).run();
    editor.commands.focus();
  };
}
