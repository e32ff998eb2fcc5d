/**
 * A button of the composer and the panel that it opens above the box, with a field for searching. Escape and a press
 * elsewhere close it. `shown()` is called when it has opened.
 */
export class Popover {
  constructor({ shown }) {
    this.shown = shown;
    document.addEventListener("pointerdown", ({ target }) => {
      if (this.isOpen && !this.panel.contains(target) && !this.button.contains(target)) this.hide();
    });
  }

  open(button, panel) {
    Object.assign(this, { button, panel, search: panel.querySelector("[type='search']") });
    button.addEventListener("click", () => (this.isOpen ? this.hide() : this.show()));
    panel.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  get isOpen() {
    return this.button?.ariaExpanded === "true";
  }

  show() {
    this.button.ariaExpanded = "true";
    this.panel.hidden = false;
    this.search.value = "";
    this.search.focus();
    this.shown();
  }

  hide() {
    this.button.ariaExpanded = "false";
    this.panel.hidden = true;
  }

  #keyDown(event) {
    if (event.key === "Enter" && event.target === this.search) event.preventDefault(); // it would send the message
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation(); // it would close the drawer, too
    this.hide();
    this.button.focus();
  }
}
