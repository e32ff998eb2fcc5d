/**
 * Customers who were offered to this agent and are everybody's now: they were told of them already. The count of those who
 * wait, which comes after, counts them anew.
 */
export class Passed {
  #offered = new Set();
  #uncounted = new Set();

  look(chats) {
    const [offered, waiting] = [idsOf(chats.offers()), idsOf(chats.waiting())];
    for (const id of this.#offered) if (!offered.has(id)) this.#uncounted.add(id);
    for (const id of this.#uncounted) if (!waiting.has(id)) this.#uncounted.delete(id);
    this.#offered = offered;
  }

  /** How many of so many who are new in the count are news. */
  newsAmong(count) {
    const known = [...this.#uncounted].slice(0, Math.max(0, count));
    for (const id of known) this.#uncounted.delete(id);
    return count - known.length;
  }
}

const idsOf = (chats) => new Set(chats.map(({ id }) => id));
