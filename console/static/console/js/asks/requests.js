import { element } from "../entries.js";

/** A colleague's wish that somebody come into a chat, out of its frame. `about` is in words, with addresses for answers. */
export function requestOfFrame({ id, version, chat, asker, asker_is_in: askerIsIn, asked, asked_name: askedName, state, until, html }) {
  const body = element(html);
  const text = (part) => body.querySelector(part).textContent.trim();
  const words = { name: text(".ask-name"), channel: text(".ask-channel"), words: text(".ask-words") };
  const about = { ...body.dataset, ...words };
  return { id: Number(id), version, chat, asker, askerIsIn, asked, askedName, state, until, body, about };
}

/** All requests that the page has heard of: those that this agent made, and those that this agent is to answer. */
export class Requests {
  #known = new Map();

  constructor(me) {
    this.me = me;
  }

  get(id) {
    return this.#known.get(id);
  }

  /** Takes a request's state unless a newer one is known. */
  put(request) {
    if (request.version < (this.#known.get(request.id)?.version ?? 0)) return false;
    this.#known.set(request.id, request);
    return true;
  }

  /** Those that wait for this agent's answer, the first to end first. */
  toAnswer() {
    const pending = [...this.#known.values()].filter(({ asked, state }) => asked === this.me && state === "pending");
    return pending.sort((a, b) => Date.parse(a.until) - Date.parse(b.until) || a.id - b.id);
  }

  /** This agent's latest request to a colleague for a chat. */
  latest(chat, asked) {
    const all = [...this.#known.values()].filter((one) => one.chat === chat && one.asked === asked && one.asker === this.me);
    return all.sort((a, b) => b.id - a.id)[0];
  }
}
