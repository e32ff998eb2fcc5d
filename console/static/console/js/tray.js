import { draggable } from "./dragging.js";
import { trayItem } from "./tray-item.js";
import { filled, word } from "./words.js";

export const MOST = 10;

/**
 * What stands in the box and is to be sent, besides text: pictures and cards, in order, for each chat its own. It lives
 * as long as the page: files can't be kept in the tab's storage.
 *
 * An item is { kind: "image", file, name, url } or { kind: "card", card, name, teaser, site, mark, language, url }; `url`
 * is what is shown of it. One with an `error` can't be sent and says why, until it is removed.
 */
export class Tray {
  #items = new Map(); // chat -> items

  /** `changed()` is called whenever the open chat's tray has changed. */
  constructor(changed) {
    this.changed = changed;
  }

  open(list, chat) {
    Object.assign(this, { list, chat, status: list.parentElement.querySelector("#tray-status") });
    list.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    list.addEventListener("keydown", (event) => this.#keyDown(event));
    draggable(list, ".tray-item", {
      over: ({ x, y, target }) => this.#mark(list.contains(target) ? { x, y } : null),
      end: () => this.#mark(null),
      drop: (point, node) => list.contains(point.target) && this.#droppedOn(point, Number(node.dataset.at)),
    });
    this.#draw();
  }

  close() {
    this.list = null;
  }

  get items() {
    return this.#items.get(this.chat) ?? [];
  }

  /** Those of the open chat's that can be sent. */
  get fit() {
    return this.items.filter(({ error }) => !error);
  }

  /**
   * Puts as many of these into a chat's tray as it has room for: at the end, or where they were dropped. How many were
   * left out.
   */
  add(chat, items, point) {
    const before = this.#items.get(chat) ?? [];
    const [fit, over] = [items.slice(0, MOST - before.length), items.slice(MOST - before.length)];
    over.forEach(forget);
    const at = point && this.list?.contains(point.target) ? this.#placeAt(point) : before.length;
    this.#items.set(chat, before.toSpliced(at, 0, ...fit));
    this.#draw();
    if (this.list && chat === this.chat && fit.length) this.#say("added", { name: fit.map(({ name }) => name).join(", ") });
    return over.length;
  }

  /** Takes everything that can be sent out of the open chat's tray. */
  take() {
    const taken = this.fit;
    this.#items.set(this.chat, this.items.filter(({ error }) => error));
    this.#draw();
    return taken;
  }

  /** Throws away what is in the open chat's tray. */
  reset() {
    this.items.forEach(forget);
    this.#items.delete(this.chat);
    this.#draw();
  }

  /** Shows where things that are dragged in would go; whether they would go into the box. With null it is over. */
  over(point) {
    const box = this.list?.parentElement;
    const isOver = Boolean(point && box?.parentElement.contains(point.target));
    box?.toggleAttribute("data-drop", Boolean(point));
    box?.toggleAttribute("data-drop-over", isOver);
    this.#mark(isOver && this.list.contains(point.target) ? point : null);
    return isOver;
  }

  /** Shows where a thing would come if it were let go at that point; null to show nothing. */
  #mark(point) {
    const nodes = [...(this.list?.children ?? [])];
    const at = point ? this.#placeAt(point) : -1;
    nodes.forEach((node, place) => {
      node.toggleAttribute("data-before", place === at);
      node.toggleAttribute("data-after", place === at - 1 && at === nodes.length);
    });
  }

  /** Before which thing a point lies, in the order of reading; the number of things after the last one. */
  #placeAt({ x, y }) {
    const places = [...(this.list?.children ?? [])].map((node) => node.getBoundingClientRect());
    const at = places.findIndex(({ top, bottom, left, width }) => y < top || (y < bottom && x < left + width / 2));
    return at < 0 ? places.length : at;
  }

  #droppedOn(point, from) {
    const at = this.#placeAt(point);
    this.#move(from, at > from ? at - 1 : at);
  }

  #pressed(button) {
    if (!button) return;
    const at = Number(button.closest("li").dataset.at);
    const [what] = Object.keys(button.dataset);
    if (what === "remove") this.#remove(at);
    else this.#move(at, what === "earlier" ? at - 1 : at + 1, `[data-${what}]`);
  }

  #keyDown(event) {
    const node = event.target;
    if (!node.matches("li")) return;
    const at = Number(node.dataset.at);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") this.#remove(at);
    else if (step && event.shiftKey) this.#move(at, at + step);
    else if (step) this.list.children[at + step]?.focus();
    else return;
    event.preventDefault();
  }

  /** Puts a thing elsewhere; the focus goes with it, to its button if that is still there. */
  #move(from, to, button = "") {
    const items = [...this.items];
    if (to < 0 || to >= items.length) return;
    const [item] = items.splice(from, 1);
    items.splice(to, 0, item);
    this.#items.set(this.chat, items);
    this.#draw();
    const node = this.list.children[to];
    ((button && node.querySelector(button)) || node).focus();
    this.#say("moved", { name: item.name, place: to + 1, count: items.length });
  }

  #remove(at) {
    const items = [...this.items];
    const [item] = items.splice(at, 1);
    forget(item);
    this.#items.set(this.chat, items);
    this.#draw();
    (this.list.children[Math.min(at, items.length - 1)] ?? this.fallback)?.focus();
    this.#say("removed", { name: item.name });
  }

  #say(what, values) {
    this.status.textContent = filled(this.list.dataset[what], values);
  }

  #draw() {
    if (!this.list) return;
    this.list.replaceChildren(...this.items.map((item, at) => this.#node(item, at)));
    this.list.hidden = !this.items.length;
    this.changed();
  }

  #node(item, at) {
    return trayItem(item, this.list.dataset, { at, last: this.items.length - 1 }, () => {
      item.error = word("tooManyPixels");
      this.#draw();
    });
  }
}

/** Gives back the memory of what is neither shown nor sent any more. */
export function forget({ kind, url }) {
  if (kind === "image" && url) URL.revokeObjectURL(url);
}
