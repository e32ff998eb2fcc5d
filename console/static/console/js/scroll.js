const NEAR = 48; // pixels from the end that still count as being there
const AHEAD = 200; // pixels before the top at which the older page is asked for

/** How a history scrolls: it stays at its end, and older pages come in above without moving what one reads. */
export class Scroll {
  #atEnd = true;

  constructor(log, button, nearTop) {
    Object.assign(this, { log, button, nearTop });
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => this.toEnd());
    this.resizes = new ResizeObserver(() => this.#atEnd && this.toEnd());
    this.resizes.observe(log);
    this.resizes.observe(log.firstElementChild);
  }

  stop() {
    this.resizes.disconnect();
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#atEnd = true;
    this.button.hidden = true;
  }

  /** Runs a change of the content; what was in view stays in view, whatever grew above it. */
  keep(change) {
    const anchor = this.#firstInView();
    const top = anchor?.getBoundingClientRect().top;
    change();
    if (this.#atEnd) this.toEnd();
    else if (anchor?.isConnected) this.log.scrollTop += anchor.getBoundingClientRect().top - top;
  }

  /** Something new stands at the end. One's own words are always shown. */
  added(node) {
    const isOwn = node?.dataset.state === "pending" && !node.id;
    if (isOwn) this.toEnd();
    else if (!this.#atEnd && !node?.matches(".message-system")) this.button.hidden = false;
  }

  /** Runs a change that screen readers shall not read out: old messages are no news. */
  quietly(change) {
    this.log.setAttribute("aria-live", "off");
    change();
    requestAnimationFrame(() => this.log.removeAttribute("aria-live"));
  }

  #firstInView() {
    const top = this.log.getBoundingClientRect().top;
    const nodes = this.log.firstElementChild.querySelectorAll(".message");
    return [...nodes].find((node) => node.getBoundingClientRect().bottom > top);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.button.hidden = true;
    if (scrollTop < AHEAD) this.nearTop();
  }
}
