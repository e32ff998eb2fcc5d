// What agents said that the visitor has not had before their eyes. The page around us shows the number on its button.

import { chime } from "./chime.js";
import { read, write } from "./storage.js";

export class Unread {
  constructor({ prefix, tell, rings }) {
    Object.assign(this, { prefix, tell, rings });
    this.orders = new Map();
    this.seen = this.kept();
    this.open = false;
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("storage", (event) => event.key === `${prefix}seen` && this.follow());
  }

  put({ id, author, order }, isNews) {
    if (author !== "agent" || this.orders.has(id) || BigInt(order) <= this.seen) return;
    this.orders.set(id, BigInt(order));
    if (this.look()) return;
    this.report();
    if (isNews && this.rings) this.ring(id);
  }

  show(open) {
    this.open = open;
    this.look();
  }

  // Whether the visitor sees the chat now; then all of it is read.
  look() {
    if (!this.open || document.hidden) return false;
    const newest = [...this.orders.values()].reduce((one, other) => (one > other ? one : other), this.seen);
    if (newest > this.seen) write(`${this.prefix}seen`, String(newest));
    this.forget(newest);
    return true;
  }

  // Another tab has shown them.
  follow() {
    this.forget(this.kept());
  }

  forget(seen) {
    this.seen = seen;
    this.orders.forEach((order, id) => order <= seen && this.orders.delete(id));
    this.report();
  }

  report() {
    this.tell("unread", this.orders.size);
  }

  // One tab of several is enough.
  ring(id) {
    if (read(`${this.prefix}rang`) === id) return;
    write(`${this.prefix}rang`, id);
    chime();
  }

  kept() {
    const text = read(`${this.prefix}seen`);
    return /^\d{1,19}$/.test(text) ? BigInt(text) : 0n;
  }
}
