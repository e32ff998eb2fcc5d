import { filled } from "./words.js";

const EVERY = 1_000;
const SOON = 2 * 3_600_000;

/**
 * How many replies the platform still takes for the open chat, and how long. Fires "judged" whenever `reason` may have
 * changed: why nothing can be sent now, a sentence, or "".
 */
class ReplyWindow extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    [this.count, this.time] = this.querySelectorAll(".pill-note");
    this.#timer = setInterval(() => this.#draw(), EVERY);
    this.#draw();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** Takes a frame's window: { until, left, most }. */
  show({ until, left, most }) {
    Object.assign(this.dataset, { until, left, most });
    this.#draw();
  }

  get left() {
    return this.#lasts > 0 ? Number(this.dataset.left) : 0;
  }

  get reason() {
    if (this.#lasts <= 0) return this.dataset.over;
    return this.left ? "" : this.dataset.usedUp;
  }

  get #lasts() {
    return (Date.parse(this.dataset.until) || 0) - Date.now();
  }

  #draw() {
    const lasts = this.#lasts;
    write(this.count, filled(this.dataset.some, { left: this.left, most: this.dataset.most }));
    write(this.time, lasts > 0 ? filled(this.dataset.closes, { time: this.#spelled(lasts) }) : this.dataset.closed);
    this.count.toggleAttribute("data-none", !this.left);
    this.time.toggleAttribute("data-soon", lasts < SOON);
    this.dispatchEvent(new CustomEvent("judged"));
  }

  #spelled(length) {
    const minutes = Math.floor(length / 60_000);
    if (!minutes) return filled(this.dataset.seconds, { count: Math.ceil(length / 1000) });
    if (minutes < 60) return filled(this.dataset.minutes, { count: minutes });
    return filled(this.dataset.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  }
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

customElements.define("reply-window", ReplyWindow);
