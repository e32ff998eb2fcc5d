import { draggable } from "./dragging.js";
import { ask } from "./http.js";
import { Popover } from "./popover.js";
import { filled } from "./words.js";

const PAUSE = 150; // milliseconds after the last key until the server is asked

/**
 * The list of cards above the box. `picked(items, point)` puts some into the tray; with a point, where they were dropped.
 * `over(point)` hears where they are dragged: it is null when that is over.
 */
export class CardPicker {
  #asked = 0;

  constructor({ picked, over, toast }) {
    Object.assign(this, { picked, over, toast });
    this.popover = new Popover({ shown: () => this.#load() });
  }

  open(form) {
    const button = form.querySelector("#cards-button");
    this.panel = form.querySelector("#cards");
    if (!button) return;
    this.popover.open(button, this.panel);
    this.search = this.popover.search;
    this.list = this.panel.querySelector("#card-list");
    this.add = this.panel.querySelector("#add-cards");
    this.status = this.panel.querySelector("#card-status");
    this.url = form.dataset.cardsUrl;
    this.#listen();
  }

  #listen() {
    this.search.addEventListener("input", () => this.#typed());
    this.list.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-card]")));
    this.list.addEventListener("change", () => this.#chosenChanged());
    this.add.addEventListener("click", () => this.#addChosen());
    this.panel.addEventListener("keydown", (event) => this.#keyDown(event));
    draggable(this.list, "[data-card]", {
      count: (choice) => this.#along(choice).length,
      over: (point) => this.over(point),
      end: () => this.over(null),
      drop: (point, choice) => this.#dropped(point, choice),
    });
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#load(), PAUSE);
  }

  /** Shows what the server finds, unless something else has been asked for since. */
  async #load() {
    clearTimeout(this.timer);
    const number = ++this.#asked;
    const { list } = this;
    const { status, data, error } = await ask(`${this.url}?${new URLSearchParams({ q: this.search.value })}`);
    if (number !== this.#asked || list !== this.list) return;
    if (status !== 200) return this.toast(error);
    list.innerHTML = data;
    this.status.textContent = filled(this.status.dataset.found, { count: this.#choices.length });
    this.#chosenChanged();
  }

  #keyDown(event) {
    const places = [this.search, ...this.#choices];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && event.target === this.search) {
      if (!event.isComposing) this.#pressed(places[1]);
    } else if (event.key === "Enter" && event.target.matches(".card-pick")) {
      event.preventDefault(); // it would send the message
      this.#addChosen();
    } else if (step) {
      event.preventDefault();
      const here = document.activeElement.closest(".card-row")?.firstElementChild ?? document.activeElement;
      places[(places.indexOf(here) + step + places.length) % places.length].focus();
    }
  }

  get #choices() {
    return [...this.list.querySelectorAll("[data-card]")];
  }

  get #chosen() {
    return this.#choices.filter((choice) => choice.nextElementSibling.checked);
  }

  /** What is dragged with a card: if it is one of the chosen, all of them. */
  #along(choice) {
    return this.#chosen.includes(choice) ? this.#chosen : [choice];
  }

  #chosenChanged() {
    const count = this.#chosen.length;
    this.add.hidden = !count;
    this.add.textContent = filled(this.add.dataset.words, { count });
  }

  #pressed(choice) {
    if (choice) this.picked([itemOf(choice)]);
  }

  #addChosen() {
    const chosen = this.#chosen;
    if (chosen.length) this.#give(chosen);
  }

  #dropped(point, choice) {
    const along = this.#along(choice);
    if (this.over(point)) this.#give(along, point);
    this.over(null);
  }

  #give(choices, point) {
    for (const choice of choices) choice.nextElementSibling.checked = false;
    this.#chosenChanged();
    this.picked(choices.map(itemOf), point);
  }
}

function itemOf({ dataset: { card, title, teaser, site, mark, language, picture } }) {
  return { kind: "card", card, name: title, teaser, site, mark, language, url: picture };
}
