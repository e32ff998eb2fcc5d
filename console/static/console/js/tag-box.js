import { patch } from "./dom.js";
import { ask, post } from "./http.js";
import { tell } from "./saved-field.js";
import { filled } from "./words.js";

const PAUSE = 120; // milliseconds after a key, before tags that fit are asked for

/**
 * The customer's tags and the field that adds one. Tags that fit are listed as one types: arrows choose, Enter adds what
 * is chosen or typed, Escape closes the list, Backspace in the empty field removes the last tag.
 */
export class TagBox {
  #asked = 0; // the latest question: late answers to earlier ones are passed over
  #timer = null;
  #choices = [];
  #chosen = -1;
  #busy = Promise.resolve();

  constructor({ apply }) {
    this.apply = apply;
  }

  open(section) {
    this.box = section.querySelector("#tag-box");
    this.list = section.querySelector("#tags");
    this.input = section.querySelector("#add-tag");
    this.listbox = section.querySelector("#tag-choices");
    this.count = section.querySelector("#tag-count");
    this.#close();
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#keyDown(event));
    this.input.addEventListener("blur", () => this.#close());
    this.listbox.addEventListener("pointerdown", (event) => this.#pressed(event));
    this.box.addEventListener("click", ({ target }) => this.#clicked(target.closest("[data-remove-tag]")));
  }

  show(fresh) {
    patch(this.list, fresh.querySelector("#tags"));
  }

  #typed() {
    clearTimeout(this.#timer);
    tell(this.input, "");
    this.#asked += 1;
    if (!this.input.value.trim()) return this.#close();
    this.#timer = setTimeout(() => this.#suggest(this.#asked), PAUSE);
  }

  async #suggest(asked) {
    const { box, input } = this;
    const { status, data } = await ask(`${box.dataset.url}?${new URLSearchParams({ q: input.value.trim() })}`);
    if (status !== 200 || asked !== this.#asked || input !== document.activeElement) return;
    this.#offer(data.tags);
  }

  #offer(names) {
    this.#choices = names;
    this.#chosen = -1;
    this.listbox.replaceChildren(...names.map(option));
    this.listbox.hidden = names.length === 0;
    this.count.textContent = names.length ? filled(this.count.dataset.some, { count: names.length }) : "";
    this.#mark();
  }

  #close() {
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.#offer([]);
  }

  #keyDown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#choices.length) this.#move(step);
    else if (event.key === "Enter") this.#add(this.#choices[this.#chosen] ?? this.input.value.trim());
    else if (event.key === "Escape" && !this.listbox.hidden) this.#close();
    else if (event.key === "Backspace" && !this.input.value && !event.repeat) this.#removeLast();
    else return;
    event.preventDefault();
    event.stopPropagation(); // Escape would close the drawer, too
  }

  /** Round through the choices; before the first and after the last comes what was typed. */
  #move(step) {
    const places = this.#choices.length + 1;
    this.#chosen = ((this.#chosen + 1 + step + places) % places) - 1;
    this.#mark();
  }

  #mark() {
    [...this.listbox.children].forEach((node, i) => (node.ariaSelected = String(i === this.#chosen)));
    const active = this.listbox.children[this.#chosen];
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    event.preventDefault(); // the field keeps the focus
    const node = event.target.closest("[role='option']");
    if (node) this.#add(this.#choices[[...this.listbox.children].indexOf(node)]);
  }

  #add(name) {
    if (!name) return;
    this.#close();
    this.input.value = ""; // for the next one
    this.#change(this.box.dataset.url, { name });
  }

  #removeLast() {
    const last = this.list.lastElementChild;
    if (last) this.#change(this.box.dataset.removalUrl, { tag: last.dataset.id });
  }

  #clicked(button) {
    if (!button) return;
    this.input.focus();
    this.#change(this.box.dataset.removalUrl, { tag: button.dataset.removeTag });
  }

  /** What could not be added is given back, unless something else was begun meanwhile. */
  #change(url, values) {
    const { input } = this;
    tell(input, "saving");
    this.#busy = this.#busy.then(async () => {
      const { data, error } = await post(url, values);
      if (error) input.value ||= values.name ?? "";
      if (error) return tell(input, "error", error);
      tell(input, "saved");
      this.apply(data.frames);
    });
  }
}

function option(name, i) {
  const node = document.createElement("li");
  node.id = `tag-choice-${i}`;
  node.role = "option";
  node.dir = "auto";
  node.textContent = name;
  return node;
}
