// What makes this browser the same visitor again. It travels in the first frame of the socket and nowhere else.

import { randomBytes } from "./random.js";
import { read, write } from "./storage.js";

export function secretFor(key) {
  const known = read(key);
  if (known && /^[A-Za-z0-9_-]{43}$/.test(known)) return known;
  write(key, base64url(randomBytes(32)));
  return read(key); // another tab may have been as quick
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
