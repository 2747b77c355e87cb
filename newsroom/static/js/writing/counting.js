// How long the text is, in words and minutes, said below it in the words of the page.

const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/g;

export function count(text) {
  const words = text.replace(UNSPACED, " ").match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.length + Math.floor((text.match(UNSPACED) ?? []).length / 2);
}

export function tell(place, editor) {
  const { words, perMinute } = place.dataset;
  const show = () => {
    const number = count(editor.getText({ blockSeparator: " " }));
    const minutes = Math.max(1, Math.round(number / Number(perMinute)));
    place.textContent = words.replace("{words}", number.toLocaleString()).replace("{minutes}", minutes);
  };
  editor.on("update", show);
  show();
}
