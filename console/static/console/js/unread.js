import { page } from "./page.js";
import { browser } from "./storage.js";
import { compareOrders } from "./store.js";

const KEPT = `grata.seen.${page.agent}`;
const MOST = 200; // customers

const read = () => new Map(JSON.parse(browser.read(KEPT) ?? "[]"));
const isAfter = (order, other) => compareOrders(order, other) > 0;

/**
 * Where the messages begin that this agent has not seen. Seen is what stood at the end of a history while this browser
 * showed it in front: each browser knows that for itself, and all its tabs together. In a browser that never showed a
 * customer's history nothing of it counts as unseen.
 */
export class Unread {
  #customer = "";
  #chat = "";

  /** The order of the first message that was not seen; null for none. It stays until the agent answers or leaves. */
  mark = null;

  /** Another chat is opened, or the same one drawn anew. */
  open(customer, chat) {
    if (chat !== this.#chat) this.mark = null;
    this.#customer = customer;
    this.#chat = chat;
  }

  /** What is loaded, in order; `isSeen`: its end is before the agent's eyes. */
  look(messages, isSeen) {
    const newest = messages.at(-1)?.order;
    if (!newest) return;
    const seen = read().get(this.#customer) ?? newest;
    if (!isSeen && !(this.mark && isAfter(this.mark, seen))) this.#set(messages, seen);
    if (this.mark && messages.some((message) => isOwn(message) && isAfter(message.order, this.mark))) this.mark = null;
    if (isSeen || !read().has(this.#customer)) this.#keep(isAfter(newest, seen) ? newest : seen);
  }

  /** The agent answers. */
  answered() {
    this.mark = null;
  }

  #set(messages, seen) {
    const first = messages.find((message) => isAfter(message.order, seen) && isSaid(message) && !isOwn(message));
    if (first) this.mark = first.order;
  }

  #keep(order) {
    const known = read();
    if (known.get(this.#customer) === order) return;
    known.delete(this.#customer);
    browser.write(KEPT, JSON.stringify([...known.set(this.#customer, order)].slice(-MOST)));
  }
}

export const isSaid = ({ body }) => body.dataset.author !== "system";
const isOwn = ({ body }) => body.dataset.sender === page.agent && isSaid({ body });
