const LONGEST = 5_000; // milliseconds until a sound that does not begin, or does not end, is given up

/**
 * The sounds, one after another, on one audio element: some browsers permit sound element by element. Of each name one
 * waits at most. `state` says whether the browser lets us: unknown, works or blocked; each change is an event.
 */
export class Sound extends EventTarget {
  state = "unknown";
  #queue = new Map(); // name -> volume
  #isBusy = false;

  constructor(audio) {
    super();
    this.audio = audio;
  }

  /** Finds out, unheard, whether sound is allowed. A muted element would not tell: those are always allowed. */
  probe() {
    return this.play("silence", 100);
  }

  /** `volume` in per cent. */
  async play(name, volume) {
    this.#queue.set(name, volume);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (const [next, loud] of this.#queue) {
      this.#queue.delete(next);
      await this.#playOne(next, loud);
    }
    this.#isBusy = false;
  }

  async #playOne(name, volume) {
    this.audio.src = this.audio.dataset[name];
    this.audio.volume = volume / 100;
    try {
      await within(this.audio.play());
      this.#become("works");
      await within(this.#ended());
    } catch ({ name: reason }) {
      if (reason === "NotAllowedError") this.#become("blocked");
    }
  }

  #ended() {
    return new Promise((resolve) => {
      this.audio.onended = this.audio.onerror = this.audio.onpause = resolve;
    });
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

function within(promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, LONGEST, new Error("too late")))]);
}
