import { Popover } from "../popover.js";
import { lines } from "./lines.js";

/** The list of quick replies above the box, by group. `chosen(reply)` puts one into the box. */
export class QuickPanel {
  #shown = new Map(); // button -> reply

  constructor({ replies, chosen, toast }) {
    Object.assign(this, { replies, chosen, toast });
    this.popover = new Popover({ shown: () => this.#load() });
  }

  open(form) {
    const panel = form.querySelector("#quick-replies");
    this.popover.open(form.querySelector("#quick-replies-button"), panel);
    this.list = panel.querySelector("#quick-list");
    this.none = panel.querySelector("#quick-none");
    this.search = this.popover.search;
    this.search.addEventListener("input", () => this.#searched());
    this.list.addEventListener("click", ({ target }) => this.#choose(target.closest("button")));
    panel.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  async #load() {
    const { list, popover } = this;
    list.replaceChildren();
    this.none.hidden = true;
    const error = await this.replies.load();
    if (list !== this.list || !popover.isOpen) return;
    if (error) return this.toast(error);
    this.#draw();
  }

  #searched() {
    this.#draw();
    this.replies.find(this.search.value.trim(), () => this.#draw());
  }

  #draw() {
    const words = this.search.value.toLocaleLowerCase().split(/\s+/);
    const found = this.replies.list.filter((reply) => hasAll(reply, words));
    this.#shown.clear();
    this.list.replaceChildren(...[...grouped(found)].map(([name, replies], i) => this.#group(name, replies, i)));
    const { none, any } = this.none.dataset;
    this.none.textContent = this.replies.list.length ? none : any;
    this.none.hidden = found.length > 0;
  }

  #group(name, replies, i) {
    const section = document.createElement("section");
    const heading = document.createElement("h2");
    const items = document.createElement("ul");
    heading.id = `quick-group-${i}`;
    heading.dir = "auto";
    heading.textContent = name;
    items.setAttribute("aria-labelledby", heading.id);
    items.append(...replies.map((reply) => this.#item(reply)));
    section.append(heading, items);
    return section;
  }

  #item(reply) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quick-choice";
    button.append(...lines(reply));
    this.#shown.set(button, reply);
    item.append(button);
    return item;
  }

  #keyDown(event) {
    const places = [this.search, ...this.#shown.keys()];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && event.target === this.search) this.#choose(places[1]);
    if (!step) return;
    event.preventDefault();
    places[(places.indexOf(document.activeElement) + step + places.length) % places.length].focus();
  }

  #choose(button) {
    const reply = this.#shown.get(button);
    if (!reply) return;
    this.popover.hide();
    this.chosen(reply);
  }
}

function hasAll({ title, text, insert, group }, words) {
  const all = [title, text, insert, group].join("\n").toLocaleLowerCase();
  return words.every((word) => all.includes(word));
}

function grouped(replies) {
  const groups = new Map();
  for (const reply of replies) groups.set(reply.group, [...(groups.get(reply.group) ?? []), reply]);
  return groups;
}
