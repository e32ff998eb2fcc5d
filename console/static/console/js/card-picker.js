import { ask } from "./http.js";

/** The list of cards above the box. `picked(item)` puts one into the tray. */
export class CardPicker {
  constructor({ picked, toast }) {
    Object.assign(this, { picked, toast });
    document.addEventListener("pointerdown", ({ target }) => {
      if (this.isOpen && !this.panel.contains(target) && !this.button.contains(target)) this.#hide();
    });
  }

  open(form) {
    this.button = form.querySelector("#cards-button");
    this.panel = form.querySelector("#cards");
    if (!this.button) return;
    this.list = this.panel.querySelector("#card-list");
    this.search = this.panel.querySelector("#card-search");
    this.url = form.dataset.cardsUrl;
    this.button.addEventListener("click", () => (this.isOpen ? this.#hide() : this.#show()));
    this.search.addEventListener("input", () => this.#filter());
    this.list.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-card]")));
    this.panel.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  get isOpen() {
    return this.button?.ariaExpanded === "true";
  }

  async #show() {
    this.button.ariaExpanded = "true";
    this.panel.hidden = false;
    this.search.value = "";
    this.search.focus();
    const { list } = this;
    const { status, data, error } = await ask(this.url);
    if (status !== 200) return this.toast(error);
    list.innerHTML = data;
    if (list === this.list) this.#filter();
  }

  #hide() {
    this.button.ariaExpanded = "false";
    this.panel.hidden = true;
  }

  #keyDown(event) {
    const places = [this.search, ...this.#choices().filter(({ parentElement }) => !parentElement.hidden)];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      this.#hide();
      this.button.focus();
    } else if (event.key === "Enter" && event.target === this.search) {
      event.preventDefault(); // it would send the message
      if (!event.isComposing) this.#pressed(places[1]);
    } else if (step) {
      event.preventDefault();
      places[(places.indexOf(document.activeElement) + step + places.length) % places.length].focus();
    }
  }

  #choices() {
    return [...this.list.querySelectorAll("[data-card]")];
  }

  #filter() {
    const words = this.search.value.trim().toLocaleLowerCase();
    const found = this.#choices().filter((choice) => {
      const isHit = choice.textContent.toLocaleLowerCase().includes(words);
      choice.parentElement.hidden = !isHit;
      return isHit;
    });
    const none = this.list.querySelector(".cards + .card-none");
    if (none) none.hidden = found.length > 0;
  }

  #pressed(choice) {
    if (!choice) return;
    const { card, title, picture } = choice.dataset;
    this.picked({ kind: "card", card, name: title, url: picture });
  }
}
