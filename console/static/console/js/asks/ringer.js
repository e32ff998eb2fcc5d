/** Alerts of one kind for what asks for an answer: raised once for each, and settled when it is over. */
export class Ringer {
  #raised = new Set();

  constructor(alerts, kind) {
    Object.assign(this, { alerts, kind });
  }

  /** `items` that ask now; `describe(item)` as `Alerts.raise` wants it. */
  look(items, describe) {
    const keys = new Set(items.map(({ key }) => key));
    for (const key of this.#raised) if (!keys.has(key)) this.#settle(key);
    for (const item of items) if (!this.#raised.has(item.key)) this.#raise(item.key, () => describe(item));
  }

  #raise(key, describe) {
    this.#raised.add(key);
    this.alerts.raise(this.kind, key, describe);
  }

  #settle(key) {
    this.#raised.delete(key);
    this.alerts.settle(this.kind, key);
  }
}
