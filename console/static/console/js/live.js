import { ask } from "./http.js";
import { Socket } from "./socket.js";

const BACKOFF_LEAST = 500;
const BACKOFF_MOST = 10_000;
const CATCH_UP_EVERY = 30_000;
const POLL_EVERY = 3_000;
const POLL_LASTS = 5_000;

/**
 * Keeps the page true. The socket brings hints at once; the catch-up brings the truth, whatever the socket lost.
 *
 * `ready` is true while what is shown is as new as it can be known to be: after a catch-up that began when the socket
 * was open already, or, while no socket can be had, for five seconds after each catch-up.
 */
export class Live {
  #socket = null;
  #attempts = 0;
  #reconnect = null;
  #next = null;
  #running = false;
  #again = false;
  #rewound = null;
  #changedAt = 0; // when the socket was last opened or lost
  #freshAt = -Infinity; // when the last catch-up that succeeded was begun
  ready = false;

  constructor({ cursor, socketUrl, changesUrl, openChat, apply, reload, signedOut, onReady }) {
    Object.assign(this, { cursor, socketUrl, changesUrl, openChat, apply, reload, signedOut, onReady });
  }

  start() {
    this.#connect();
    this.catchUp();
    setInterval(() => this.#judge(), 500);
    addEventListener("online", () => this.#isOnline());
    addEventListener("offline", () => this.#socket?.lose());
    addEventListener("pageshow", (event) => event.persisted && this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  /** Asks for all that changed since the cursor. Asked for while one runs, it runs once more afterwards. */
  async catchUp() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.#catchUpOnce();
      } while (this.#again);
    } finally {
      this.#running = false;
      clearTimeout(this.#next);
      this.#next = setTimeout(() => this.catchUp(), this.#pause());
    }
  }

  /** Goes back to an earlier cursor: something shown now is only as new as that. What is known already does no harm. */
  rewind(cursor) {
    this.cursor = cursor;
    this.#rewound = this.#running ? cursor : null;
    this.catchUp();
  }

  /** Sends a frame that nobody misses if it gets lost. */
  tell(frame) {
    this.#socket?.send(frame);
  }

  async #catchUpOnce() {
    const begun = performance.now();
    const query = new URLSearchParams({ cursor: this.cursor, chat: this.openChat() });
    const { status, data } = await ask(`${this.changesUrl}?${query}`);
    if (status !== 200) return;
    if (data.reload) return this.reload();
    this.apply(data.frames);
    this.cursor = this.#rewound ?? data.cursor;
    this.#rewound = null;
    this.#freshAt = begun;
    this.#judge();
  }

  #pause() {
    return this.#socket?.isOpen && this.#isFresh() ? CATCH_UP_EVERY : POLL_EVERY;
  }

  #connect() {
    clearTimeout(this.#reconnect);
    this.#socket = new Socket(this.socketUrl, {
      onOpen: () => this.#opened(),
      onFrame: (frame) => this.#heard(frame),
      onLost: () => this.#lost(),
    });
  }

  #opened() {
    this.#attempts = 0;
    this.#turned();
  }

  #lost() {
    const wasOpen = this.#attempts === 0;
    const backoff = Math.min(BACKOFF_MOST, BACKOFF_LEAST * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#reconnect = setTimeout(() => this.#connect(), backoff * (0.5 + Math.random() / 2));
    if (wasOpen) this.#turned();
  }

  #turned() {
    this.#changedAt = performance.now();
    this.#judge();
    this.catchUp();
  }

  #heard(frame) {
    if (frame.type === "signed_out") this.signedOut(frame.login);
    else if (frame.type === "reload") this.reload();
    else if (frame.type === "said") this.#said(frame);
    else this.apply([frame]);
  }

  /** In a chat that nobody has. Its words are not pushed, because nobody knows who has it open: this page does. */
  #said({ chat }) {
    if (chat === this.openChat()) this.catchUp();
  }

  /** A socket that was begun on the line that is gone may hang until its deadline: a new one is begun at once. */
  #isOnline() {
    if (!this.#socket?.isOpen) {
      this.#socket?.lose();
      this.#connect();
    }
    this.#wake();
  }

  #wake() {
    if (this.#socket?.isOpen) this.#socket.ping();
    else if (!this.#socket?.wire) this.#connect();
    this.catchUp();
  }

  #isFresh() {
    return this.#freshAt >= this.#changedAt;
  }

  #judge() {
    const lasts = this.#socket?.isOpen || performance.now() - this.#freshAt < POLL_LASTS;
    const ready = this.#isFresh() && Boolean(lasts);
    if (ready !== this.ready) {
      this.ready = ready;
      this.onReady(ready);
    }
  }
}
