import { post } from "./http.js";
import { page } from "./page.js";
import { uuid } from "./random.js";
import { read, write } from "./storage.js";
import { upload } from "./upload.js";

const KEY = `grata.outbox.${page.agent}`;

/**
 * Replies that the server has not acknowledged. They outlive a reload, all but files; each keeps its client_id, so that
 * sending one again finds it at the server instead of repeating it. In a chat they go one after the other, as they were
 * written.
 *
 * An item's state: "sending"; "unsent" when no answer came, which holds up the chat's later ones; "refused", with the
 * server's `error`, which does not.
 */
export class Outbox {
  #items = new Map();
  #queues = new Map();
  #uploads = new Map(); // client id -> what ends it

  /**
   * `arrived(frames)` shows an answer, `refused(item, error)` gives a text back, `changed()` draws the lines,
   * `dropped(item)` hears of those that are gone.
   */
  constructor({ arrived, refused, changed, dropped }) {
    Object.assign(this, { arrived, refused, changed, dropped });
    const kept = JSON.parse(read(KEY) ?? "[]");
    for (const item of kept) this.#items.set(item.clientId, { ...item, state: "unsent" });
    addEventListener("beforeunload", (event) => this.#hasFiles && event.preventDefault());
  }

  of(chat) {
    return [...this.#items.values()].filter((item) => item.chat === chat);
  }

  /** Sends `values` to `url`, with `file` if there is one. What else is in the item serves to draw its line. */
  send(item) {
    const fresh = { ...item, clientId: uuid(), at: new Date().toISOString(), state: "sending" };
    this.#items.set(fresh.clientId, fresh);
    this.#enqueue(fresh);
  }

  /** Sends all that the chat has kept, in order, under the ids that they had. */
  resend(chat) {
    for (const item of this.of(chat).filter(({ state }) => state !== "sending")) {
      item.state = "sending";
      this.#enqueue(item);
    }
  }

  /** Gives up an item that has not been acknowledged. */
  drop(clientId) {
    this.#uploads.get(clientId)?.abort();
    this.settle(clientId);
    this.changed();
  }

  /** The server has it: it came back as a message. */
  settle(clientId) {
    const item = this.#items.get(clientId);
    if (!item) return;
    this.#items.delete(clientId);
    this.dropped(item);
    this.#keep();
  }

  #enqueue(item) {
    this.#keep();
    this.changed();
    const before = this.#queues.get(item.chat) ?? Promise.resolve();
    this.#queues.set(item.chat, before.then(() => this.#post(item)));
  }

  async #post(item) {
    if (!this.#items.has(item.clientId)) return;
    if (this.#isBehindUnsent(item)) return this.#mark(item, "unsent");
    const { status, data, error } = await this.#sent(item);
    if (status === 200) this.arrived(data.frames);
    else if (status === 0 || status === 401 || status >= 500) this.#mark(item, "unsent");
    else if (this.#items.has(item.clientId)) this.#refuse(item, error);
  }

  #sent(item) {
    const values = { client_id: item.clientId, ...item.values };
    return item.file ? this.#uploaded(item, { ...values, file: item.file }) : post(item.url, values);
  }

  async #uploaded(item, values) {
    const end = new AbortController();
    this.#uploads.set(item.clientId, end);
    const progress = (share) => {
      item.share = share;
      this.changed();
    };
    const answer = await upload(item.url, values, { progress, signal: end.signal });
    this.#uploads.delete(item.clientId);
    return answer;
  }

  #isBehindUnsent(item) {
    const all = this.of(item.chat);
    return all.slice(0, all.indexOf(item)).some(({ state }) => state === "unsent");
  }

  #mark(item, state, error = "") {
    Object.assign(item, { state, error });
    this.#keep();
    this.changed();
  }

  /** A text goes back into the box; what can't be written again stays where it is. */
  #refuse(item, error) {
    if (item.kind !== "text") return this.#mark(item, "refused", error);
    this.settle(item.clientId);
    this.changed();
    this.refused(item, error);
  }

  get #hasFiles() {
    return [...this.#items.values()].some(({ file }) => file);
  }

  #keep() {
    write(KEY, JSON.stringify([...this.#items.values()].filter(({ file }) => !file)));
  }
}
