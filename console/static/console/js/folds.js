/** Which of the long texts are shown in full. They come folded; the page remembers which were opened. */
export class Folds {
  #opened = new Set(); // message ids

  /** Draws a message that has just come as it is to be shown. */
  prepare(body) {
    if (this.#opened.has(body.dataset.id)) draw(body, true);
  }

  toggle(message) {
    const { id } = message.dataset;
    if (!this.#opened.delete(id)) this.#opened.add(id);
    draw(message, this.#opened.has(id));
  }
}

function draw(message, isOpen) {
  const button = message.querySelector("[data-fold]");
  if (!button) return;
  button.previousElementSibling.classList.toggle("folded", !isOpen);
  button.ariaExpanded = String(isOpen);
  button.textContent = isOpen ? button.dataset.less : button.dataset.more;
}
