/** Acts at once, and then no more than once in a gap, with what was asked for last. */
export class Pace {
  #timer = null;
  #next = null;

  constructor(gap) {
    this.gap = gap;
  }

  call(act) {
    this.#next = act;
    if (this.#timer === null) this.#turn();
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#timer = this.#next = null;
  }

  #turn() {
    const act = this.#next;
    this.#next = null;
    this.#timer = act && setTimeout(() => this.#turn(), this.gap);
    act?.();
  }
}
