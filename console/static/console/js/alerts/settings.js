/** How the agent wants to be alerted, on every device the same. */
export class Settings {
  #version = -1;

  constructor(frame) {
    this.put(frame);
  }

  /** Whether the frame is not older than what is known; if so, it counts from now on. */
  put({ version, sounds, shows_words: showsWords }) {
    if (version < this.#version) return false;
    this.#version = version;
    Object.assign(this, { sounds, showsWords });
    return true;
  }

  /** Whether that kind is heard, and how loud in per cent. */
  of(kind) {
    return this.sounds[kind];
  }

  get isSilent() {
    return Object.values(this.sounds).every(({ on }) => !on);
  }
}
