import { browser } from "../storage.js";

const KEY = "grata.emoji";
const MOST = 16;

/** The emoji that were chosen last in this browser, the latest first. */
export function recentEmoji() {
  try {
    const kept = JSON.parse(browser.read(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.slice(0, MOST) : [];
  } catch {
    return []; // whatever else stands there
  }
}

export function keepRecent(emoji) {
  const others = recentEmoji().filter((other) => other !== emoji);
  browser.write(KEY, JSON.stringify([emoji, ...others].slice(0, MOST)));
}
