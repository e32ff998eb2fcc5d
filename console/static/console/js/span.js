import { compareOrders } from "./store.js";

export const MOST = 300; // messages that are on the page at a time
const STEP = 100; // by which that moves: what is in view is always further from both ends

/** Which part of a history is on the page: the newest, until one scrolls up. Whatever is loaded and not in it is kept. */
export class Span {
  #last = null; // the order of the last message shown; null: the newest

  get isNewest() {
    return this.#last === null;
  }

  toNewest() {
    this.#last = null;
  }

  /** Of all that is loaded, in order, the part to be shown; and whether it begins where all begins. */
  of(messages) {
    const end = this.#end(messages);
    const start = Math.max(0, end - MOST);
    return { shown: messages.slice(start, end), isFirst: start === 0 };
  }

  /** Shows earlier ones, as far as they are loaded; false if all of those are shown. */
  up(messages) {
    const end = this.#end(messages);
    const hidden = Math.max(0, end - MOST);
    if (hidden) this.#last = messages[end - 1 - Math.min(hidden, STEP)].order;
    return hidden > 0;
  }

  /** Shows later ones; false if the newest are shown. */
  down(messages) {
    if (this.isNewest) return false;
    const end = this.#end(messages) + STEP;
    this.#last = end < messages.length ? messages[end - 1].order : null;
    return true;
  }

  #end(messages) {
    if (this.isNewest) return messages.length;
    return messages.findLastIndex(({ order }) => compareOrders(order, this.#last) <= 0) + 1;
  }
}
