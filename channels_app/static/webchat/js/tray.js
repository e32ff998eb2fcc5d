// Files that are about to be sent: chosen, dropped anywhere, or pasted. They leave with Send, before the words. What can't be
// sent says so beside its name.

import { documentOf } from "./kinds.js";
import { made } from "./made.js";

const MOST = 10;
const MOST_BYTES = 20 * 2 ** 20;
const DOCUMENT = /\.(pdf|txt|csv|docx|xlsx|pptx)$/i; // the server looks into it, and has the last word

export class Tray {
  constructor({ element, button, input, box }) {
    Object.assign(this, { element, files: new Map() });
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => this.add([...input.files], (input.value = "")));
    box.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    document.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
  }

  take(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length) return; // words are the box's own
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    files.forEach((file) => this.show(file, this.refusal(file)));
  }

  refusal(file) {
    const { otherKind, tooLarge, tooMany } = this.element.dataset;
    if (kindOf(file) === "file" && !DOCUMENT.test(file.name)) return otherKind;
    if (file.size > MOST_BYTES) return tooLarge;
    return this.files.size < MOST ? "" : tooMany;
  }

  // Empties it: what can be sent, in its order.
  empty() {
    const files = [...this.files].filter(([, item]) => !item.querySelector(".refusal"));
    [...this.files.keys()].forEach((file) => this.remove(file));
    return files.map(([file]) => file);
  }

  show(file, refusal) {
    const button = made("button", "", "×");
    Object.assign(button, { type: "button", ariaLabel: this.element.dataset.remove.replace("{name}", file.name) });
    button.addEventListener("click", () => this.remove(file));
    const item = made("li");
    item.append(!refusal && kindOf(file) === "image" ? preview(file) : documentOf(file), button);
    if (refusal) item.append(Object.assign(made("p", "refusal", refusal), { role: "alert" }));
    this.files.set(file, item);
    this.element.append(item);
  }

  remove(file) {
    const item = this.files.get(file);
    const picture = item.querySelector("img");
    if (picture) URL.revokeObjectURL(picture.src);
    item.remove();
    this.files.delete(file);
  }
}

// What the server is told that it is.
export function kindOf({ type, name }) {
  return type.startsWith("image/") || /\.hei[cf]$/i.test(name) ? "image" : "file";
}

function preview(file) {
  return Object.assign(made("img"), { alt: file.name, src: URL.createObjectURL(file), width: 56, height: 56 });
}
