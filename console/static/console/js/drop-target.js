/**
 * Files that are dragged over the console: shows over the chat where they would go, or why they can't. `refusal()` is a
 * sentence, empty when they can; `dropped(files)` takes them.
 */
export class DropTarget {
  constructor({ refusal, dropped, toast }) {
    Object.assign(this, { refusal, dropped, toast, node: document.getElementById("drop-target") });
    const on = (name, act) => document.body.addEventListener(name, (event) => hasFiles(event) && act(event));
    on("dragover", (event) => this.#over(event));
    on("dragleave", ({ relatedTarget }) => relatedTarget || this.#hide());
    on("drop", (event) => this.#drop(event));
  }

  #over(event) {
    event.preventDefault(); // else the browser would leave the console and show the file
    event.dataTransfer.dropEffect = "copy"; // "none" would keep the drop, and why it does not work, from us
    if (this.node.hidden) this.#show(this.refusal());
  }

  #drop(event) {
    event.preventDefault();
    this.#hide();
    const refusal = this.refusal();
    if (refusal) this.toast(refusal);
    else this.dropped([...event.dataTransfer.files]);
  }

  #show(refusal) {
    const { left, top, width, height } = document.getElementById("panel").getBoundingClientRect();
    const [words] = this.node.children;
    Object.assign(this.node.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    this.node.toggleAttribute("data-refused", Boolean(refusal));
    this.node.hidden = false;
    words.textContent = refusal || this.node.dataset.words;
  }

  #hide() {
    this.node.hidden = true;
  }
}

function hasFiles({ dataTransfer }) {
  return dataTransfer?.types.includes("Files");
}
