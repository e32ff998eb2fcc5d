import { page } from "./page.js";
import { browser } from "./storage.js";

const KEPT = `grata.looked.${page.agent}`;
const MOST = 100;

/** The key of this time that the chat was given to the agent, who did not take it; undefined if it was not. */
const keyOf = (chat) => chat?.marks?.given.find((key) => key.startsWith(`${page.agent}:`));
const looked = () => JSON.parse(browser.read(KEPT) ?? "[]");

/** Whether the chat was given to the agent, who has neither looked at it in this browser nor answered. */
export function isNew(chat) {
  const key = keyOf(chat);
  return key !== undefined && chat.unread > 0 && !looked().includes(key);
}

/** The agent looks at that chat, which may be none. */
export function noteLooked(chat) {
  const key = keyOf(chat);
  if (key !== undefined && !looked().includes(key)) browser.write(KEPT, JSON.stringify([...looked(), key].slice(-MOST)));
}
