import { announce } from "./announcer.js";
import { isInFront } from "./front.js";
import { Pace } from "./pace.js";
import { noteRing, rangAt, since } from "./rings.js";

const GAP = 5_000; // milliseconds: what comes sooner is the same burst

/**
 * Tells the agent that something wants them. Kinds are waiting, message, request and offer: each has its own sound. The
 * `key` says which one of that kind; what is raised again under the same key replaces what was told before.
 */
export class Alerts {
  #paces = new Map(); // tag -> Pace

  constructor({ agent, settings, sound, notices, leader }) {
    Object.assign(this, { agent, settings, sound, notices, leader });
  }

  /**
   * Rings, speaks to screen readers and, unless the console is in front, shows a notification. `describe` gives its
   * { title, body, open } at the time at which it is shown; `open` is called when it is pressed.
   */
  raise(kind, key, describe) {
    const tag = this.#tag(kind, key);
    if (!this.#paces.has(tag)) this.#paces.set(tag, new Pace(GAP));
    this.#paces.get(tag).call(() => this.#tell(tag, describe()));
    this.ring(kind);
  }

  /** It is dealt with: its notification goes. */
  settle(kind, key) {
    const tag = this.#tag(kind, key);
    this.#paces.get(tag)?.cancel();
    this.#paces.delete(tag);
    this.notices.close(tag);
  }

  /** Rings again for what of that kind is not dealt with yet, `every` so many milliseconds: to be called often. */
  remind(kind, every) {
    if ([...this.#paces.keys()].some((tag) => tag.startsWith(this.#tag(kind, "")))) this.ring(kind, every);
  }

  /** Only the sound, unless it was heard in the last `gap` milliseconds. */
  async ring(kind, gap = GAP) {
    const { on, volume } = this.settings.of(kind);
    if (!on || !(await this.leader.agrees()) || since(rangAt(kind)) < gap) return;
    noteRing(kind);
    this.sound.play(kind, volume);
  }

  async #tell(tag, { title, body, open }) {
    announce(title);
    if (!isInFront() && (await this.leader.agrees())) this.notices.show(tag, { title, body, open });
  }

  #tag(kind, key) {
    return `grata.${this.agent}.${kind}.${key}`;
  }
}
