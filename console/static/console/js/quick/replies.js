import { ask, post } from "../http.js";

const PAUSE = 200; // milliseconds after a key, before the server is asked for words

/** The quick replies for the open chat's box, as they were when the list was last opened. */
export class Replies {
  #found = new Map();
  #areAll = true;
  #timer = null;

  open(url) {
    clearTimeout(this.#timer);
    this.#found.clear();
    this.url = url;
  }

  /** In their order. */
  get list() {
    return [...this.#found.values()];
  }

  /** Asks for the first of them. What went wrong, as a sentence; null for nothing. */
  async load() {
    const { url } = this;
    const { status, data, error } = await ask(url);
    if (url !== this.url || status !== 200) return error;
    this.#found.clear();
    this.#areAll = data.are_all;
    this.#add(data.replies);
    return null;
  }

  /** Asks for those that have the words, if there are more than are here; `found()` is called when some have come. */
  find(words, found) {
    clearTimeout(this.#timer);
    if (!this.#areAll && words) this.#timer = setTimeout(() => this.#ask(words, found), PAUSE);
  }

  /** Tells the server that one was put into the box. */
  used({ id }) {
    post(this.url, { reply: id });
  }

  async #ask(words, found) {
    const { url } = this;
    const { status, data } = await ask(`${url}?${new URLSearchParams({ q: words })}`);
    if (url !== this.url || status !== 200) return;
    this.#add(data.replies);
    found();
  }

  #add(replies) {
    for (const reply of replies) this.#found.set(reply.id, reply);
  }
}
