import { waitingCount } from "../counts.js";
import { desk } from "../desk.js";
import { page } from "../page.js";
import { isAway } from "../presence.js";
import { read, write } from "../storage.js";
import { openWaitingPanel } from "../waiting-panel.js";
import { showBadge } from "./badge.js";
import { isInFront } from "./front.js";
import { Passed } from "./passed.js";
import { since } from "./rings.js";
import { messageWords, waitingWords } from "./words.js";

const KEPT = `grata.alerts.seen.${page.agent}`;
const BEAT = 1_000;
const ASKING = ["request", "offer"]; // the kinds that want an answer

/**
 * Finds out what is new by comparing what the page knows with what it knew at the last look. So it is the same whether
 * a push brought it, or a catch-up after a night, and what the agent does in another tab or device is no news either.
 */
export class Watch {
  #seen = new Map(JSON.parse(read(KEPT) ?? "[]")); // chat -> [unread, since]; it outlives a reload, as what was missed does
  #raised = new Map(); // key of a message alert -> the chats that it is about
  #waiting = null;
  #passed = new Passed();
  #wasAway = isAway();
  #quietSince = 0; // milliseconds: when the agent became available, or passed somebody on; 0 for as long as the page is there

  /** `every`: milliseconds after which it rings again while somebody waits, or asks. */
  constructor({ chats, openChat, alerts, settings, every }) {
    Object.assign(this, { chats, openChat, alerts, settings, every });
  }

  /** A page that is not seen is given few beats of its own: a worker lends it some. */
  start(metronome) {
    setInterval(() => this.beat(), BEAT);
    new Worker(metronome).onmessage = () => this.beat();
  }

  look() {
    const mine = this.chats.mine();
    this.#lookAtMessages(mine);
    this.#lookAtWaiting();
    showBadge(waitingCount() + this.chats.offers().length + mine.filter((chat) => chat.unread).length);
  }

  beat() {
    this.#lookAtWaiting();
    const isKnown = this.#waiting > 0; // else nobody can tell yet whether somebody waits who is news
    if (isKnown && this.#isWanted() && since(this.#quietSince) >= this.every) this.alerts.ring("waiting", this.every);
    for (const kind of ASKING) this.alerts.remind(kind, this.every);
  }

  #lookAtWaiting() {
    const count = waitingCount();
    if (this.#wasAway && !isAway()) this.#quietSince = Date.now();
    this.#wasAway = isAway();
    this.#passed.look(this.chats);
    if (!this.#isWanted()) this.alerts.settle("waiting", "");
    const more = count - (this.#waiting ?? count);
    if (this.#passed.isUnsure(more)) return;
    const news = this.#passed.newsAmong(more);
    if (news < more) this.#quietSince = Date.now();
    if (this.#isWanted() && news > 0) this.alerts.raise("waiting", "", () => this.#describeWaiting());
    this.#waiting = count;
  }

  /** Who takes no chats, because they open by themselves with them, is told of those instead. */
  #isWanted() {
    return waitingCount() > 0 && !isAway() && !desk.opensWithMe;
  }

  #describeWaiting() {
    const everybodys = this.chats.waiting().filter(({ offered }) => !offered);
    return { ...waitingWords(waitingCount(), everybodys, this.settings.showsWords), open: openWaitingPanel };
  }

  #lookAtMessages(mine) {
    const news = mine.filter((chat) => this.#isNews(chat) && !this.#isLookedAt(chat));
    this.#remember(mine);
    this.#settleRead(mine);
    if (!news.length) return;
    const key = news.length === 1 ? String(news[0].id) : "several";
    this.#raised.set(key, news.map((chat) => chat.id));
    this.alerts.raise("message", key, () => this.#describeMessages(news));
  }

  /** A chat that was not the agent's at the last look is none: they have just come into it. */
  #isNews({ id, unread, unreadSince }) {
    const [wasUnread, wasSince] = this.#seen.get(id) ?? [Infinity, "~"];
    return unread > 0 && (unread > wasUnread || unreadSince > wasSince);
  }

  #isLookedAt(chat) {
    return isInFront() && this.openChat.chat === String(chat.id);
  }

  #remember(mine) {
    const known = mine.filter(({ unread }) => unread !== null);
    this.#seen = new Map(known.map(({ id, unread, unreadSince }) => [id, [unread, unreadSince]]));
    write(KEPT, JSON.stringify([...this.#seen]));
  }

  #settleRead(mine) {
    const unread = new Set(mine.filter((chat) => chat.unread && !this.#isLookedAt(chat)).map((chat) => chat.id));
    for (const [key, ids] of this.#raised) {
      if (ids.some((id) => unread.has(id))) continue;
      this.#raised.delete(key);
      this.alerts.settle("message", key);
    }
  }

  #describeMessages(chats) {
    const known = chats.map(({ id }) => this.chats.get(id)); // as they are now
    return { ...messageWords(known, this.settings.showsWords), open: () => this.openChat.open(known[0].about.url) };
  }
}
