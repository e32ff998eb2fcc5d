// localStorage, or this page's own memory where the browser keeps storage from frames like ours.

const memory = new Map();

export function read(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

export function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

// Whether what is written is there for the next page.
export function lasts() {
  try {
    localStorage.setItem("grata.trial", "");
    localStorage.removeItem("grata.trial");
    return true;
  } catch {
    return false;
  }
}

export function remove(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept there
  }
}

export function keys(prefix) {
  const found = new Set(memory.keys());
  try {
    Object.keys(localStorage).forEach((key) => found.add(key));
  } catch {
    // nothing is kept there
  }
  return [...found].filter((key) => key.startsWith(prefix)).sort();
}
