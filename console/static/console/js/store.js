/**
 * What the page knows. No DOM here: a `body` is whatever the caller shows.
 *
 * Every `put` may come late, twice or not at all. The greatest version that was ever seen of a thing wins, also of
 * things that are not shown, so the end is the same in whatever order they come.
 */

const DAY = 86_400_000;
const NOTHING = { body: null, activity: "", waiting: "", closed: "", unread: null, unreadSince: "", about: null, marks: null };

/** Orders are whole numbers of up to 19 digits: too long for Number, so they are compared as texts. */
export function compareOrders(a, b) {
  return a.length - b.length || compareTexts(a, b);
}

function compareTexts(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const byWaiting = (a, b) => compareTexts(a.waiting, b.waiting) || a.id - b.id;
const byUntil = (a, b) => compareTexts(a.until, b.until) || a.id - b.id;
const byActivity = (a, b) => compareTexts(b.activity, a.activity) || b.id - a.id;
const byClosed = (a, b) => compareTexts(b.closed, a.closed) || b.id - a.id;

/** All chats that the page has heard of, and in which of one agent's lists they belong. */
export class Chats {
  #known = new Map();
  #listed = new Map(); // those with a body: a few of the tens of thousands that a large team's day brings

  constructor(me) {
    this.me = me;
  }

  get(id) {
    return this.#known.get(id);
  }

  /**
   * Takes a chat's state unless a newer one is known. Without a body it keeps the one it had, if it stays ours; `unread`
   * is null until a body tells it of the chat as it is now.
   */
  put(chat) {
    const old = this.#known.get(chat.id);
    if (old && chat.version < old.version) return false;
    this.#keep(chat.body ? chat : this.#withoutBody(chat, old));
    return true;
  }

  /** The chat is erased: it is in no list, whatever is still on its way. */
  drop(id) {
    const nowhere = { ...NOTHING, id, version: Infinity, state: "closed", agents: [], were: [], names: [], offered: "" };
    this.#keep(nowhere);
  }

  /** Those who come back to this agent are on top. */
  waiting() {
    const others = this.#shown("waiting").filter(({ offered }) => !offered);
    return [...this.offers(), ...others.sort(byWaiting)];
  }

  /** Customers whom this agent had before, and who wait for nobody else until a set time; the first to end first. */
  offers() {
    return this.#shown("waiting").filter(({ offered }) => offered).sort(byUntil);
  }

  mine() {
    return this.#shown("mine").sort(byActivity);
  }

  /** The last day's, one a customer: the newest. `now` in milliseconds. */
  history(now) {
    const newest = new Map();
    for (const chat of this.#shown("history")) {
      const rival = newest.get(chat.customer);
      if (Date.parse(chat.closed) >= now - DAY && !(rival?.id > chat.id)) newest.set(chat.customer, chat);
    }
    return [...newest.values()].sort(byClosed);
  }

  #keep(chat) {
    this.#known.set(chat.id, chat);
    if (chat.body) this.#listed.set(chat.id, chat);
    else this.#listed.delete(chat.id);
  }

  #withoutBody(chat, old) {
    const kept = this.#place(chat) ? (old ?? NOTHING) : NOTHING;
    const { body, activity, waiting, closed, unreadSince, about, marks } = kept;
    const unread = old && this.#place(old) === this.#place(chat) ? kept.unread : null;
    return { ...chat, body, activity, waiting, closed, unread, unreadSince, about, marks };
  }

  #shown(place) {
    return [...this.#listed.values()].filter((chat) => this.#place(chat) === place);
  }

  #place(chat) {
    if (chat.state === "waiting") return !chat.offered || chat.offered === this.me ? "waiting" : null;
    if (chat.state === "active") return chat.agents.includes(this.me) ? "mine" : null;
    return chat.were.includes(this.me) ? "history" : null;
  }
}

/** A customer's history up to one chat, from `floor` on: what is before it has not been loaded yet. */
export class Messages {
  #known = new Map();
  #clientIds = new Set();
  #inOrder = null;
  #floor = "";

  constructor({ chat, customer, floor }) {
    Object.assign(this, { chat, customer, floor });
  }

  /** Takes a message unless a newer state of it is known, or it belongs to another history. */
  put(message) {
    if (message.customer !== this.customer || message.chat > this.chat) return false;
    if (this.#known.get(message.id)?.version > message.version) return false;
    this.#known.set(message.id, message);
    this.#inOrder = null;
    if (message.clientId) this.#clientIds.add(message.clientId);
    return true;
  }

  hasClientId(clientId) {
    return this.#clientIds.has(clientId);
  }

  get floor() {
    return this.#floor;
  }

  set floor(order) {
    this.#floor = order;
    this.#inOrder = null;
  }

  /** All from the floor on, in order. */
  visible() {
    const isLoaded = ({ order }) => compareOrders(order, this.#floor) >= 0;
    this.#inOrder ??= [...this.#known.values()].filter(isLoaded).sort((a, b) => compareOrders(a.order, b.order));
    return this.#inOrder;
  }
}

/** The numbers at the top, as the database showed them last. */
export class Counts {
  #asOf = [];

  /** Whether the frame is not older than what is shown; if so, it is what is shown from now on. */
  put(frame) {
    if (isBefore(frame.as_of, this.#asOf)) return false;
    this.#asOf = frame.as_of;
    return true;
  }
}

function isBefore(a, b) {
  const differs = b.findIndex((number, i) => number !== a[i]);
  return differs >= 0 && a[differs] < b[differs];
}
