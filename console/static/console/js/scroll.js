import { filled } from "./words.js";

const NEAR = 48; // pixels from the end that still count as being there
const AHEAD = 200; // pixels before either end of what is shown at which more is asked for

/** How a history scrolls: it stays at its end, and what comes in above or below does not move what one reads. */
export class Scroll {
  #atEnd = true;

  /** `goToEnd()` shows the newest, `nearTop()` and `nearBottom()` show more; `isNewest()`: nothing newer is to be shown. */
  constructor(log, button, { goToEnd, nearTop, nearBottom, isNewest, moved }) {
    Object.assign(this, { log, button, nearTop, nearBottom, isNewest, moved });
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => this.#pressed(goToEnd));
    this.resizes = new ResizeObserver(() => this.#atEnd && this.toEnd());
    this.resizes.observe(log);
    this.resizes.observe(log.firstElementChild);
  }

  stop() {
    this.resizes.disconnect();
  }

  /** Whether the newest is in view. */
  get isAtEnd() {
    return this.#atEnd;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#atEnd = true;
    this.button.hidden = true;
  }

  /** Brings a line to the top if it is above what is in view. */
  toLine(node) {
    if (!node || node.getBoundingClientRect().top >= this.log.getBoundingClientRect().top) return;
    node.scrollIntoView({ block: "start" });
    this.#look();
  }

  /** Runs a change of the content; what was in view stays in view, whatever grew above it. */
  keep(change) {
    const anchor = this.#firstInView();
    const top = anchor?.getBoundingClientRect().top;
    change();
    if (this.#atEnd) this.toEnd();
    else if (anchor?.isConnected) this.log.scrollTop += anchor.getBoundingClientRect().top - top;
  }

  /** Runs a change of the content; that node stays where it is on the screen, even if the end was in view. */
  hold(node, change) {
    const top = node.getBoundingClientRect().top;
    change();
    this.log.scrollTop += node.getBoundingClientRect().top - top;
    this.#look();
    this.moved();
  }

  /** How many new messages there are further down. */
  tell(count) {
    const { dataset } = this.button;
    const words = count ? filled(dataset.news, { count }) : dataset.none;
    const place = this.button.querySelector("span");
    if (place.textContent !== words) place.textContent = words;
    this.button.toggleAttribute("data-has-news", count > 0);
    this.button.hidden = !(count || this.#isFar);
  }

  /** Runs a change that screen readers shall not read out: old messages are no news. */
  quietly(change) {
    this.log.setAttribute("aria-live", "off");
    change();
    requestAnimationFrame(() => this.log.removeAttribute("aria-live"));
  }

  /** Whoever pressed the button with the keyboard must not lose the focus with it. */
  #pressed(goToEnd) {
    goToEnd();
    this.log.focus({ preventScroll: true });
  }

  /** More than a screen away from the newest. */
  get #isFar() {
    return !this.isNewest() || this.#below > this.log.clientHeight;
  }

  get #below() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight;
  }

  #firstInView() {
    const top = this.log.getBoundingClientRect().top;
    const nodes = this.log.firstElementChild.querySelectorAll(".message");
    return [...nodes].find((node) => node.getBoundingClientRect().bottom > top);
  }

  #look() {
    this.#atEnd = this.isNewest() && this.#below < NEAR;
  }

  #scrolled() {
    this.#look();
    this.moved();
    if (this.log.scrollTop < AHEAD) this.nearTop();
    else if (this.#below < AHEAD && !this.isNewest()) this.nearBottom();
  }
}
