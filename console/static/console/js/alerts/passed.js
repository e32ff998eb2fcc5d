import { since } from "./rings.js";

const MOMENT = 1_500; // milliseconds within which the news of a chat follows the count

/**
 * Customers who were offered to this agent and are everybody's now: they were told of them already. The count of those who
 * wait, which comes after, counts them anew; now and then it comes before.
 */
export class Passed {
  #offered = new Set();
  #uncounted = new Set();
  #unsureSince = 0;

  look(chats) {
    const [offered, waiting] = [idsOf(chats.offers()), idsOf(chats.waiting())];
    for (const id of this.#offered) if (!offered.has(id)) this.#uncounted.add(id);
    for (const id of this.#uncounted) if (!waiting.has(id)) this.#uncounted.delete(id);
    this.#offered = offered;
  }

  /** Whether so many who are new in the count may be one who is still shown as offered: for a moment nobody can tell. */
  isUnsure(count) {
    const mayBe = this.#offered.size > 0 && count > this.#uncounted.size;
    this.#unsureSince = mayBe ? this.#unsureSince || Date.now() : 0;
    return mayBe && since(this.#unsureSince) < MOMENT;
  }

  /** How many of so many who are new in the count are news. */
  newsAmong(count) {
    const known = [...this.#uncounted].slice(0, Math.max(0, count));
    for (const id of known) this.#uncounted.delete(id);
    return count - known.length;
  }
}

const idsOf = (chats) => new Set(chats.map(({ id }) => id));
