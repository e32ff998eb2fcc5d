/** One of the browser's stores. Where the browser refuses it, memory serves. */
class Kept {
  #memory = new Map();

  constructor(name) {
    this.name = name;
  }

  read(key) {
    try {
      return window[this.name].getItem(key) ?? this.#memory.get(key) ?? null;
    } catch {
      return this.#memory.get(key) ?? null;
    }
  }

  write(key, value) {
    this.#memory.set(key, value);
    try {
      window[this.name].setItem(key, value);
    } catch {
      // Full or forbidden: memory has it.
    }
  }

  forget(key) {
    this.#memory.delete(key);
    try {
      window[this.name].removeItem(key);
    } catch {
      // Nothing was kept there.
    }
  }
}

/** What all tabs of this browser share. */
export const browser = new Kept("localStorage");

/** The tab's own storage: it outlives a reload and a new sign-in. */
const tab = new Kept("sessionStorage");
export const read = (key) => tab.read(key);
export const write = (key, value) => tab.write(key, value);
export const forget = (key) => tab.forget(key);
