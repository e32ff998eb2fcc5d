import { page } from "../page.js";
import { browser } from "../storage.js";

const key = (kind) => `grata.alerts.rang.${page.agent}.${kind}`;

/** Milliseconds since that moment; for ever, if the clock was set back meanwhile. */
export function since(at) {
  const ago = Date.now() - at;
  return ago < 0 ? Infinity : ago;
}

/** When that kind of alert last rang in any tab of this browser. */
export const rangAt = (kind) => Number(browser.read(key(kind)) ?? 0);

export const noteRing = (kind) => browser.write(key(kind), String(Date.now()));
