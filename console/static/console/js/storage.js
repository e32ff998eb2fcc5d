/** The tab's own storage: it outlives a reload and a new sign-in. Where the browser refuses it, memory serves. */
const memory = new Map();

export function read(key) {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

export function write(key, value) {
  memory.set(key, value);
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Full or forbidden: memory has it.
  }
}

export function forget(key) {
  memory.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}
