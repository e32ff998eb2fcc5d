import { word } from "./words.js";

const BYTES_MOST = 25 * 2 ** 20;

/**
 * The ways by which pictures come into the box: the button, a drop anywhere in the console, a paste into the text.
 * `picked(chat, items)` takes them; `chat()` is the chat whose box is open, or null while nothing can be added.
 */
export class Picking {
  constructor({ chat, picked, toast }) {
    Object.assign(this, { chat, picked, toast });
    this.#listenToDrops();
  }

  open(form) {
    const files = form.querySelector("#image-files");
    form.querySelector("#add-image")?.addEventListener("click", () => files.click());
    files?.addEventListener("change", () => {
      this.#take([...files.files], form.dataset.chat); // another chat may have opened while one chose
      files.value = "";
    });
    form.querySelector("#message").addEventListener("paste", (event) => this.#pasted(event));
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !this.chat()) return;
    event.preventDefault();
    this.#take(files);
  }

  #listenToDrops() {
    const { body } = document;
    body.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // else the browser would leave the console and show the file
      event.dataTransfer.dropEffect = this.chat() ? "copy" : "none";
      body.toggleAttribute("data-dropping", Boolean(this.chat()));
    });
    body.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || this.#ended());
    body.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#ended();
      if (this.chat()) this.#take([...event.dataTransfer.files]);
    });
  }

  #ended() {
    document.body.removeAttribute("data-dropping");
  }

  #take(files, chat = this.chat()) {
    const fit = files.filter((file) => this.#fits(file));
    const items = fit.map((file) => ({ kind: "image", file, name: file.name, url: URL.createObjectURL(file) }));
    if (items.length) this.picked(chat, items);
  }

  #fits({ name, type, size }) {
    if (!type.startsWith("image/")) this.toast(word("notAPicture", { name }));
    else if (size > BYTES_MOST) this.toast(word("tooLarge", { name }));
    return type.startsWith("image/") && size <= BYTES_MOST;
  }
}

function hasFiles({ dataTransfer }) {
  return dataTransfer?.types.includes("Files");
}
