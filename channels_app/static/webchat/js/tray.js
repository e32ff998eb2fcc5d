// Pictures that are about to be sent: chosen, dropped anywhere, or pasted. They leave with Send, before the words.

import { made } from "./made.js";

const MOST = 10;
const MOST_BYTES = 20 * 2 ** 20;

export class Tray {
  constructor({ element, button, input, box, complain }) {
    Object.assign(this, { element, complain, files: new Map() });
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
    const { dataset } = this.element;
    for (const file of files) {
      if (!file.type.startsWith("image/") && !/\.hei[cf]$/i.test(file.name)) this.complain(dataset.noPicture);
      else if (file.size > MOST_BYTES) this.complain(dataset.tooLarge);
      else if (this.files.size >= MOST) this.complain(dataset.tooMany);
      else this.show(file);
    }
  }

  // Empties it: the pictures, in their order.
  empty() {
    const files = [...this.files.keys()];
    files.forEach((file) => this.remove(file));
    return files;
  }

  show(file) {
    const picture = made("img");
    Object.assign(picture, { alt: file.name, src: URL.createObjectURL(file), width: 56, height: 56 });
    const button = made("button", "", "×");
    Object.assign(button, { type: "button", ariaLabel: this.element.dataset.remove.replace("{name}", file.name) });
    button.addEventListener("click", () => this.remove(file));
    const item = made("li");
    item.append(picture, button);
    this.files.set(file, item);
    this.element.append(item);
  }

  remove(file) {
    const item = this.files.get(file);
    URL.revokeObjectURL(item.querySelector("img").src);
    item.remove();
    this.files.delete(file);
  }
}
