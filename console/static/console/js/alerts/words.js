import { word } from "../words.js";

const NAMES_MOST = 5;

/** The title and body of an alert about customers who wait. `count` may be more than the chats that are known. */
export function waitingWords(count, chats, showsWords) {
  const title = count === 1 ? word("oneWaits") : word("manyWait", { count });
  return { title, body: namesOf(chats, showsWords) };
}

/** The same about customers who wrote in the agent's chats. */
export function messageWords(chats, showsWords) {
  const title = chats.length === 1 ? word("wrote", { name: chats[0].about.name }) : word("manyWrote", { count: chats.length });
  return { title, body: namesOf(chats, showsWords) };
}

/** The same about a chat that opened by itself with the agent. */
export function newWords(chat, showsWords) {
  return { title: word("newChat", { name: chat.about.name }), body: namesOf([chat], showsWords) };
}

/** The same about a chat in which soon nobody can answer any more. */
export function endingWords(chat) {
  return { title: word("windowEnds", { name: chat.about.name }), body: namesOf([chat], false) };
}

function namesOf(chats, showsWords) {
  if (chats.length !== 1) return chats.slice(0, NAMES_MOST).map(({ about }) => about.name).join(", ");
  return wordsOf(chats[0].about, showsWords);
}

/** Name and channel; what was written only if the agent wants it, for others may read it on a locked screen. */
export function wordsOf({ name, channel, words }, showsWords) {
  return showsWords ? `${name} · ${channel}\n${words}` : `${name} · ${channel}`;
}
