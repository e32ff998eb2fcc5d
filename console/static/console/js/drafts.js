import { page } from "./page.js";
import { forget, read, write } from "./storage.js";

/** What somebody has begun to write in a chat. The agent's key keeps two people at one browser apart. */
const key = (chat) => `grata.draft.${page.agent}.${chat}`;

export function draftOf(chat) {
  return read(key(chat)) ?? "";
}

export function keepDraft(chat, text) {
  if (text) write(key(chat), text);
  else forget(key(chat));
}
