import { filled } from "./words.js";

export const MOST = 10;

/**
 * What stands in the box and is to be sent, besides text: pictures and cards, in order, for each chat its own. It lives
 * as long as the page: files can't be kept in the tab's storage.
 *
 * An item is { kind: "image", file, name, url } or { kind: "card", card, name, url }; `url` is what is shown of it.
 */
export class Tray {
  #items = new Map(); // chat -> items

  /** `changed()` is called whenever the open chat's tray has changed. */
  constructor(changed) {
    this.changed = changed;
  }

  open(list, chat) {
    Object.assign(this, { list, chat });
    list.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.#draw();
  }

  close() {
    this.list = null;
  }

  get items() {
    return this.#items.get(this.chat) ?? [];
  }

  /** Puts as many of these into a chat's tray as it has room for. How many were left out. */
  add(chat, items) {
    const all = [...(this.#items.get(chat) ?? []), ...items];
    this.#items.set(chat, all.slice(0, MOST));
    all.slice(MOST).forEach(forget);
    this.#draw();
    return Math.max(0, all.length - MOST);
  }

  /** Takes everything out of the open chat's tray, to be sent. */
  take() {
    const taken = this.items;
    this.#items.delete(this.chat);
    this.#draw();
    return taken;
  }

  /** Throws away what is in the open chat's tray. */
  reset() {
    this.take().forEach(forget);
  }

  #pressed(button) {
    if (!button) return;
    const at = Number(button.closest("li").dataset.at);
    const items = [...this.items];
    if ("remove" in button.dataset) items.splice(at, 1).forEach(forget);
    else items.splice(at - 1, 0, ...items.splice(at, 1));
    this.#items.set(this.chat, items);
    this.#draw();
    (this.list.querySelectorAll("[data-remove]")[Math.min(at, items.length - 1)] ?? this.fallback)?.focus();
  }

  #draw() {
    if (!this.list) return;
    this.list.replaceChildren(...this.items.map((item, at) => this.#node(item, at)));
    this.list.hidden = !this.items.length;
    this.changed();
  }

  #node(item, at) {
    const node = document.createElement("li");
    node.className = `tray-item tray-${item.kind}`;
    node.dataset.at = at;
    node.append(picture(item), caption(item));
    if (at) node.append(this.#button("earlier", "‹", item));
    node.append(this.#button("remove", "×", item));
    return node;
  }

  #button(what, sign, { name }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `tray-${what}`;
    button.dataset[what] = "";
    button.ariaLabel = filled(this.list.dataset[what], { name });
    button.textContent = sign;
    return button;
  }
}

/** Gives back the memory of what is neither shown nor sent any more. */
export function forget({ kind, url }) {
  if (kind === "image") URL.revokeObjectURL(url);
}

function picture({ url }) {
  const image = document.createElement("img");
  image.alt = "";
  if (url) image.src = url;
  else image.hidden = true;
  return image;
}

function caption({ name }) {
  const words = document.createElement("span");
  words.className = "tray-name";
  words.dir = "auto";
  words.textContent = name;
  return words;
}
