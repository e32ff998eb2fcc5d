import { filled } from "../words.js";

const EVERY = 1_000;

/**
 * How long something waits: <count-down data-words="{time} left">, in minutes and seconds, until `until` has come.
 * Nothing is shown while that is empty.
 */
class CountDown extends HTMLElement {
  #timer = 0;
  #until = NaN;

  connectedCallback() {
    this.#timer = setInterval(() => this.#draw(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** An ISO time. */
  set until(at) {
    this.#until = Date.parse(at);
    this.#draw();
  }

  #draw() {
    const left = Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const text = this.#until ? filled(this.dataset.words, { time }) : "";
    if (this.textContent !== text) this.textContent = text;
    this.toggleAttribute("data-soon", left <= 10);
  }
}

customElements.define("count-down", CountDown);
