import { post } from "./http.js";
import { page } from "./page.js";
import { read, write } from "./storage.js";

const SOON = 1_000; // milliseconds after which what is written is kept at the server
const LATER = 5_000; // when it could not be
const LONGEST = 5_000; // characters; the server keeps no more, this tab does
const FIRST = { text: "", version: 0, isKept: true };

/**
 * What somebody has begun to write in each chat. It is kept in this tab at once, and at the server soon: for this agent's
 * other devices, and for the next time. The agent's key keeps two people at one browser apart.
 *
 * No clock decides which is newer: a draft has the version that the page knew when it was written. What comes from
 * elsewhere is shown unless something here has not been kept yet; that stays in the box, and counts as newer as soon as
 * somebody goes on writing it.
 */
const key = (chat) => `grata.begun.${page.agent}.${chat}`;
const known = (chat) => JSON.parse(read(key(chat)) ?? "null") ?? FIRST;
const note = (chat, draft) => write(key(chat), JSON.stringify(draft));
const addresses = new Map(); // chat -> where its draft is kept
const timers = new Map();
const busy = new Set();

export function draftOf(chat) {
  return known(chat).text;
}

export function keepDraft(chat, text) {
  const draft = known(chat);
  if (text === draft.text) return;
  note(chat, { ...draft, text, isKept: false });
  later(chat, SOON);
}

/** A chat's box is drawn: where its draft is kept, and what the server has of it. */
export function openDraft({ chat, draftUrl, draft: text, draftVersion: version }) {
  addresses.set(chat, draftUrl);
  const { isKept, version: based } = known(chat);
  putDraft({ chat, text, version: Number(version) });
  if (!isKept && based === Number(version)) later(chat, 0);
}

/** Takes a draft from elsewhere. Whether the box is to show another text now. */
export function putDraft({ chat, text, version }) {
  const draft = known(chat);
  if (version <= draft.version) return false;
  const isSame = draft.text === text;
  note(chat, draft.isKept || isSame ? { text, version, isKept: true } : { ...draft, version });
  return draft.isKept && !isSame;
}

/** The page is left, or the box: what was written until now is not to wait. */
export function keepDrafts() {
  for (const chat of [...timers.keys()]) keep(chat);
}

function later(chat, wait) {
  if (!timers.has(chat)) timers.set(chat, setTimeout(() => keep(chat), wait));
}

async function keep(chat) {
  clearTimeout(timers.get(chat));
  timers.delete(chat);
  const { text, version, isKept } = known(chat);
  const url = addresses.get(chat);
  if (isKept || !url || text.length > LONGEST || busy.has(chat)) return;
  busy.add(chat);
  const { status, data } = await post(url, { text, version }, { keepalive: true });
  busy.delete(chat);
  if (status === 0 || status >= 500) later(chat, LATER);
  else if (status === 200) kept(chat, data.draft);
  else if (status === 409) putDraft(data.draft);
}

function kept(chat, { text, version }) {
  const draft = known(chat);
  note(chat, { text: draft.text, version: Math.max(version, draft.version), isKept: draft.text === text });
  if (draft.text !== text) later(chat, SOON);
}

addEventListener("pagehide", keepDrafts);
document.addEventListener("visibilitychange", () => document.hidden && keepDrafts());
