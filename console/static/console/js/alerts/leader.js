const HIDDEN_WAITS = 300; // milliseconds, and by chance up to as many again

/**
 * Which of an agent's tabs in this browser rings and notifies: the one that was in front last, or the oldest. It is the
 * one that holds a lock, so it is always one, and another follows when it is closed or crashes.
 */
class LockLeader {
  leads = false;
  #asked = null;
  #turn = null;
  #takes = false;

  constructor(name, lost) {
    Object.assign(this, { name, lost });
    this.#wait();
    this.#asked = navigator.locks.query(); // answered after the request before it
  }

  async agrees() {
    await this.#asked;
    return this.leads;
  }

  /** Takes over from whichever tab leads. */
  take() {
    if (this.leads || this.#takes) return;
    this.#takes = true;
    this.#turn.abort();
    this.#hold({ steal: true });
  }

  #wait() {
    this.#turn = new AbortController();
    this.#hold({ signal: this.#turn.signal });
  }

  async #hold(options) {
    let held = false;
    const hold = () => {
      this.leads = held = true;
      this.#takes = false;
      return new Promise(() => {}); // until the tab is closed, or another takes over
    };
    await navigator.locks.request(this.name, options, hold).catch(() => held && this.#lose());
  }

  #lose() {
    this.leads = false;
    this.lost();
    this.#wait();
  }
}

/** For pages without locks (plain HTTP): all tabs may ring, the visible one first, and a ring is noted for the others. */
class AnybodyLeads {
  async agrees() {
    if (document.hidden) await new Promise((resolve) => setTimeout(resolve, HIDDEN_WAITS * (1 + Math.random())));
    return true;
  }

  take() {}
}

/** `lost` is called when another tab takes over. */
export function leaderOf(name, lost) {
  return navigator.locks ? new LockLeader(name, lost) : new AnybodyLeads();
}
