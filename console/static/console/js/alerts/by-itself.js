import { isNew } from "../new-chats.js";
import { page } from "../page.js";
import { read, write } from "../storage.js";
import { toast } from "../toasts.js";
import { word } from "../words.js";
import { endingWords, newWords } from "./words.js";

const KEPT = `grata.alerts.told.${page.agent}`;
const ENDED = { window: "windowEnded", customer: "customerEnded" }; // how it was closed -> the words for it
const TEXTS = "input:not([type='checkbox']), textarea, select";

/** Tells the agent what happens to their chats without their doing: they are given some, reply windows close, chats end. */
export class ByItself {
  #told = new Set(JSON.parse(read(KEPT) ?? "[]")); // keys of what this tab has told; it outlives a reload
  #raised = new Map(); // key -> kind
  #mine = new Map(); // chat -> its customer's name, at the last look

  constructor({ chats, openChat, alerts, settings }) {
    Object.assign(this, { chats, openChat, alerts, settings });
  }

  look() {
    const mine = this.chats.mine();
    this.#tellWhoseTimeIsOver(mine);
    this.#tell(new Map(mine.flatMap((chat) => [...this.#newOne(chat), ...this.#ending(chat)])));
  }

  #newOne(chat) {
    if (!isNew(chat)) return [];
    const describe = () => ({ ...newWords(chat, this.settings.showsWords), open: () => this.#open(chat) });
    return [[`new.${chat.id}`, { kind: "offer", describe, isNew: true, chat }]];
  }

  #ending(chat) {
    const { warned } = chat.marks;
    const describe = () => ({ ...endingWords(chat), open: () => this.#open(chat) });
    return warned ? [[`ending.${chat.id}.${warned}`, { kind: "message", describe, chat }]] : [];
  }

  #tell(wanted) {
    for (const [key, kind] of this.#raised) if (!wanted.has(key)) this.#settle(kind, key);
    const news = [...wanted].filter(([key]) => !this.#told.has(key));
    this.#told = new Set(wanted.keys());
    write(KEPT, JSON.stringify([...this.#told]));
    for (const [key, { kind, describe }] of news) {
      this.#raised.set(key, kind);
      this.alerts.raise(kind, key, describe);
    }
    this.#bringForward(news.find(([, one]) => one.isNew)?.[1].chat);
  }

  #settle(kind, key) {
    this.#raised.delete(key);
    this.alerts.settle(kind, key);
  }

  /** A new chat opens before the agent if nothing else is there and nothing is being typed. */
  #bringForward(chat) {
    const isTyping = document.activeElement?.matches(TEXTS) || document.querySelector("dialog[open]");
    if (chat && !this.openChat.chat && !this.openChat.isBusy && !isTyping) this.#open(chat);
  }

  #open(chat) {
    this.openChat.open(chat.about.url);
  }

  #tellWhoseTimeIsOver(mine) {
    const now = new Map(mine.map(({ id, about }) => [id, about.name]));
    for (const [id, name] of this.#mine) {
      const told = !now.has(id) && ENDED[this.chats.get(id).closedHow];
      if (told) toast(word(told, { name }));
    }
    this.#mine = now;
  }
}
