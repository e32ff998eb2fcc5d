/**
 * Puts words into the box as if they were typed: at the caret, instead of what is selected, and the browser's own undo
 * takes them back. `from`: where what they stand instead of begins.
 */
export function insertText(box, words, from = box.selectionStart) {
  const end = box.selectionEnd;
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, end);
  if (document.execCommand("insertText", false, words)) return; // out of fashion, and the only way that can be undone
  box.setRangeText(words, from, end, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: words }));
}
