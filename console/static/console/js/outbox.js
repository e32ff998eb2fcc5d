import { post } from "./http.js";
import { page } from "./page.js";
import { read, write } from "./storage.js";

const KEY = `grata.outbox.${page.agent}`;

/**
 * Replies that the server has not acknowledged. They outlive a reload; each keeps its client_id, so that sending one
 * again finds it at the server instead of repeating it. In a chat they go one after the other, as they were written.
 */
export class Outbox {
  #items = new Map();
  #queues = new Map();

  /** `arrived(frames)` shows an answer, `refused(item, error)` gives the text back, `changed()` draws the lines. */
  constructor({ arrived, refused, changed }) {
    Object.assign(this, { arrived, refused, changed });
    const kept = JSON.parse(read(KEY) ?? "[]");
    for (const item of kept) this.#items.set(item.clientId, { ...item, state: "unsent" });
  }

  of(chat) {
    return [...this.#items.values()].filter((item) => item.chat === chat);
  }

  send({ chat, url, text }) {
    const item = { chat, url, text, clientId: uuid(), at: new Date().toISOString(), state: "sending" };
    this.#items.set(item.clientId, item);
    this.#enqueue(item);
  }

  /** Sends all that the chat has kept, in order, under the ids that it had. */
  resend(chat) {
    for (const item of this.of(chat).filter(({ state }) => state === "unsent")) {
      item.state = "sending";
      this.#enqueue(item);
    }
  }

  /** The server has it: it came back as a message. */
  settle(clientId) {
    if (this.#items.delete(clientId)) this.#keep();
  }

  #enqueue(item) {
    this.#keep();
    this.changed();
    const before = this.#queues.get(item.chat) ?? Promise.resolve();
    this.#queues.set(item.chat, before.then(() => this.#post(item)));
  }

  async #post(item) {
    if (!this.#items.has(item.clientId)) return;
    if (this.#isBehindUnsent(item)) return this.#mark(item);
    const { status, data, error } = await post(item.url, { client_id: item.clientId, text: item.text });
    if (status === 200) this.arrived(data.frames);
    else if (status === 0 || status === 401 || status >= 500) this.#mark(item);
    else if (this.#items.has(item.clientId)) this.#giveBack(item, error);
  }

  #isBehindUnsent(item) {
    const all = this.of(item.chat);
    return all.slice(0, all.indexOf(item)).some(({ state }) => state === "unsent");
  }

  #mark(item) {
    item.state = "unsent";
    this.#keep();
    this.changed();
  }

  #giveBack(item, error) {
    this.settle(item.clientId);
    this.changed();
    this.refused(item, error);
  }

  #keep() {
    write(KEY, JSON.stringify([...this.#items.values()]));
  }
}

/** crypto.randomUUID is missing where a page came over plain http from another machine. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
