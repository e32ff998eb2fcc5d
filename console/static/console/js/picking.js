import { DropTarget } from "./drop-target.js";
import { word } from "./words.js";

const BYTES_MOST = 25 * 2 ** 20;
const HEIC = /\.hei[cf]$/i; // few browsers know its type

/**
 * The ways by which pictures come into the box: the button, a drop anywhere in the console, a paste. `picked(chat, items)`
 * takes them; `chat()` is the chat whose box is open, or null while nothing can be added.
 */
export class Picking {
  constructor({ chat, picked, toast }) {
    Object.assign(this, { chat, picked, toast });
    new DropTarget({ refusal: () => this.#refusal, dropped: (files) => this.#take(this.chat(), files), toast });
    document.addEventListener("paste", (event) => this.#pasted(event));
  }

  open(form) {
    this.form = form;
    const files = form.querySelector("#image-files");
    form.querySelector("#add-image")?.addEventListener("click", () => files.click());
    files?.addEventListener("change", () => {
      this.#take(form.dataset.chat, [...files.files]); // of this chat, even if another has been opened meanwhile
      files.value = "";
    });
  }

  /** Why no picture can be added now; empty when one can. */
  get #refusal() {
    if (this.chat()) return "";
    if (!this.form?.isConnected) return word("noChat");
    if (!this.form.querySelector("#add-image")) return word("noPictures");
    return this.form.querySelector("#composer-closed").textContent || word("noChat");
  }

  /** Text is pasted as text, even where a picture of it comes along, and what is pasted into another field stays there. */
  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    const { target } = event;
    const isElsewhere = target.matches?.("input, textarea, [contenteditable]") && target.id !== "message";
    if (!files.length || isElsewhere || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    const refusal = this.#refusal;
    if (refusal) this.toast(refusal);
    else this.#take(this.chat(), files);
  }

  #take(chat, files) {
    if (files.length) this.picked(chat, files.map(itemOf));
  }
}

function itemOf(file) {
  const { name, size } = file;
  const isPicture = file.type.startsWith("image/") || HEIC.test(name);
  const error = !isPicture ? word("notAPicture", { name }) : size > BYTES_MOST ? word("tooLarge", { name }) : "";
  return { kind: "image", file, name, url: isPicture ? URL.createObjectURL(file) : "", error };
}
