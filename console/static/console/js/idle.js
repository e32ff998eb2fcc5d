import { ask, post } from "./http.js";
import { filled } from "./words.js";

const TELL_EVERY = 20_000;
const LOOK_EVERY = 1_000;
const WARNING = 60; // seconds before the end
const DEEDS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];

/**
 * Tells the server when somebody is really here, and warns before an idle sign-in ends. The server decides: what is shown
 * here follows what it answers. It is told also while nobody is ever signed out, because that may change meanwhile.
 */
export class Idle {
  #dialog = document.getElementById("idle");
  #tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("grata-activity") : null;
  #limit = null; // seconds; null: nobody is signed out
  #deedAt = Date.now(); // of whichever tab
  #toldAt = 0;
  #telling = null;
  #isAsking = false;

  start() {
    for (const deed of DEEDS) addEventListener(deed, () => this.#deed(), { capture: true, passive: true });
    this.#tabs?.addEventListener("message", ({ data }) => this.#deedElsewhere(data));
    this.#dialog.querySelector("button").addEventListener("click", () => this.#stay());
    this.#dialog.addEventListener("cancel", () => this.#stay()); // Escape
    setInterval(() => this.#look(), LOOK_EVERY);
    this.#ask();
  }

  /** While the question is open only its answer counts: a cat on the mouse is not somebody. */
  #deed() {
    if (this.#dialog.open) return;
    this.#deedAt = Date.now();
    const wait = this.#toldAt + TELL_EVERY - this.#deedAt;
    if (wait <= 0) this.#tell();
    else this.#telling ??= setTimeout(() => this.#tell(), wait);
  }

  #deedElsewhere(at) {
    this.#deedAt = Math.max(this.#deedAt, at);
    this.#look();
  }

  #stay() {
    this.#hide();
    this.#deedAt = Date.now();
    this.#tell();
  }

  async #tell() {
    clearTimeout(this.#telling);
    this.#telling = null;
    this.#toldAt = Date.now();
    this.#tabs?.postMessage(this.#deedAt);
    const ago = Math.floor((this.#toldAt - this.#deedAt) / 1000);
    this.#learn(await post(this.#dialog.dataset.url, { ago }), this.#toldAt);
  }

  async #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const askedAt = Date.now();
    this.#learn(await ask(this.#dialog.dataset.url), askedAt);
    setTimeout(() => (this.#isAsking = false), LOOK_EVERY);
  }

  /**
   * The other tabs' activity, and that of the page before this one, are in the answer. It counts from when it was asked
   * for: a computer may sleep between a question and its answer.
   */
  #learn({ status, data }, askedAt) {
    if (status !== 200) return;
    this.#limit = data.limit;
    if (data.limit) this.#deedAt = Math.max(this.#deedAt, askedAt - (data.limit - data.left) * 1000);
    this.#show();
  }

  #left() {
    return this.#limit === null ? Infinity : this.#limit - (Date.now() - this.#deedAt) / 1000;
  }

  /** Before the question is put, and when time is up, the server is asked what it knows. */
  #look() {
    if ((this.#left() <= WARNING && !this.#dialog.open) || this.#left() <= 0) this.#ask();
    else this.#show();
  }

  #show() {
    const left = this.#left();
    if (left > WARNING) return this.#hide();
    const count = Math.max(0, Math.ceil(left));
    this.#dialog.querySelector("p").textContent = filled(this.#dialog.dataset.words, { count });
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #hide() {
    if (this.#dialog.open) this.#dialog.close();
  }
}
