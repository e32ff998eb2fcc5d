const NEAR = 6; // pixels within which it is still a press
const HOLD = 300; // milliseconds after which a finger drags; before, it scrolls
const TURN = 24; // pixels of a scrolling list's edge at which it scrolls along
const PACE = 8; // pixels a frame, then
const WIDEST = 240; // pixels of what is seen being dragged: it is not to hide where it goes

/**
 * Lets what matches `selector` in `list` be dragged with the mouse, a pen, or a finger that has rested on it. Escape ends
 * it. `over(point)` hears where it is, `drop(point, source)` where it was let go, `end()` that it is over, either way;
 * `count(source)` tells how many things go along.
 */
export function draggable(list, selector, deeds) {
  list.addEventListener("pointerdown", (event) => {
    const source = event.target.closest(selector);
    if (source && event.isPrimary && event.button === 0) new Drag(source, event, deeds);
  });
  list.addEventListener("dragstart", (event) => event.preventDefault()); // the browser would drag a picture in it
}

class Drag {
  #ghost = null;
  #ended = new AbortController();

  constructor(source, { clientX, clientY, pointerId, pointerType }, deeds) {
    const { x, y } = source.getBoundingClientRect();
    const inside = [Math.min(clientX - x, WIDEST / 2), clientY - y];
    Object.assign(this, { source, deeds, pointerId, x: clientX, y: clientY, inside });
    this.isFinger = pointerType === "touch";
    if (this.isFinger) this.timer = setTimeout(() => this.#begin(), HOLD);
    this.#listen();
  }

  #listen() {
    const on = (name, act, options) =>
      addEventListener(name, act, { signal: this.#ended.signal, capture: true, ...options });
    on("pointermove", (event) => this.#isMine(event) && this.#moved(event));
    on("pointerup", (event) => this.#isMine(event) && this.#letGo());
    on("pointercancel", (event) => this.#isMine(event) && this.#end());
    on("blur", ({ target }) => target === window && this.#end());
    on("keydown", (event) => this.#keyDown(event));
    on("touchmove", (event) => this.#ghost && event.preventDefault(), { passive: false }); // it would scroll
    on("contextmenu", (event) => this.isFinger && event.preventDefault());
  }

  #isMine({ pointerId }) {
    return pointerId === this.pointerId;
  }

  #moved({ clientX, clientY }) {
    const isFar = Math.hypot(clientX - this.x, clientY - this.y) > NEAR;
    if (!this.#ghost && isFar && this.isFinger) return this.#end();
    if (!this.#ghost && !isFar) return;
    Object.assign(this, { x: clientX, y: clientY });
    if (!this.#ghost) this.#begin();
  }

  #begin() {
    const ghost = this.source.cloneNode(true);
    ghost.classList.add("drag-ghost");
    ghost.removeAttribute("id");
    ghost.ariaHidden = "true";
    ghost.inert = true;
    ghost.style.width = `${Math.min(this.source.offsetWidth, WIDEST)}px`;
    const count = this.deeds.count?.(this.source) ?? 1;
    if (count > 1) ghost.dataset.count = count;
    document.body.append(ghost);
    document.body.toggleAttribute("data-dragging", true);
    this.source.toggleAttribute("data-dragged", true);
    this.#ghost = ghost;
    this.#follow();
  }

  /** Once a frame, because a list scrolls along under a pointer that rests. */
  #follow() {
    if (!this.#ghost) return;
    const [left, top] = this.inside;
    this.#ghost.style.translate = `${this.x - left}px ${this.y - top}px`;
    this.#scroll();
    this.deeds.over?.(this.#point);
    requestAnimationFrame(() => this.#follow());
  }

  /** What lies outside of what can be seen of the list comes into view. */
  #scroll() {
    const list = this.source.parentElement?.closest("[data-scrolls]");
    const { top, bottom, left, right } = list?.getBoundingClientRect() ?? {};
    if (!list || this.x < left || this.x > right || this.y < top || this.y > bottom) return;
    const step = (at, from, to) => (at < from + TURN ? -PACE : at > to - TURN ? PACE : 0);
    list.scrollBy(step(this.x, left, right), step(this.y, top, bottom));
  }

  get #point() {
    return { x: this.x, y: this.y, target: document.elementFromPoint(this.x, this.y) };
  }

  #letGo() {
    const point = this.#ghost && this.#point;
    if (point) swallowClick();
    this.#end();
    if (point) this.deeds.drop(point, this.source);
  }

  #keyDown(event) {
    if (event.key !== "Escape" || !this.#ghost) return;
    event.preventDefault();
    event.stopPropagation(); // it would close what the thing comes from
    addEventListener("pointerup", swallowClick, { capture: true, once: true });
    this.#end();
  }

  #end() {
    clearTimeout(this.timer);
    this.#ended.abort();
    if (!this.#ghost) return;
    this.#ghost.remove();
    this.#ghost = null;
    this.source.removeAttribute("data-dragged");
    document.body.removeAttribute("data-dragging");
    this.deeds.end?.();
  }
}

/** Letting go is no press. */
function swallowClick() {
  const swallow = new AbortController();
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", stop, { capture: true, signal: swallow.signal });
  addEventListener("pointerdown", () => swallow.abort(), { capture: true, once: true });
  setTimeout(() => swallow.abort(), 50);
}
