import { CardPicker } from "./card-picker.js";
import { draftOf, keepDraft, keepDrafts, openDraft, putDraft } from "./drafts.js";
import { Emoji } from "./emoji/emoji.js";
import { Picking } from "./picking.js";
import { QuickReplies } from "./quick/quick-replies.js";
import { Tray } from "./tray.js";
import { filled, word } from "./words.js";

const NEARLY = 0.8; // of the longest text: from here on the room left is shown

/** The box in which one writes, and what is added to it. There is one form a panel; this binds whichever is there. */
export class Composer {
  #form = null;
  #ready = false;
  #composing = false;
  #composed = false;

  constructor({ outbox, toast, typed }) {
    Object.assign(this, { outbox, toast, typed });
    this.tray = new Tray(() => this.#judge());
    this.picking = new Picking({ chat: () => this.#openFor("#add-image"), picked: (...all) => this.#add(...all), toast });
    const picked = (items, point) => this.#put(this.#chat, items, point);
    this.cards = new CardPicker({ picked, over: (point) => this.tray.over(point), toast });
    this.quickReplies = new QuickReplies({ toast, composes: (event) => this.#composes(event) });
    this.emoji = new Emoji({ toast });
  }

  open(panel) {
    this.tray.close();
    this.#form = panel.querySelector("#composer");
    this.window = panel.querySelector("reply-window");
    if (!this.#form) return;
    for (const [name, id] of Object.entries(PARTS)) this[name] = this.#form.querySelector(id);
    this.tray.fallback = this.box;
    openDraft(this.#form.dataset);
    this.box.value = draftOf(this.#chat);
    this.#listen();
    this.tray.open(this.#form.querySelector("#tray"), this.#chat);
  }

  /** Whether anything may be sent now; see `Live.ready`. */
  set ready(ready) {
    this.#ready = ready;
    this.#judge();
  }

  /** The open chat's reply window, out of a frame. */
  showWindow(window) {
    if (window) this.window?.show(window);
  }

  /** What the agent has written on another device, out of a frame. */
  putDraft({ chat, text, version }) {
    const isShown = putDraft({ chat, text, version });
    if (isShown && this.#form && chat === this.#chat && !this.#composing) this.#show(text);
  }

  /** Gives a text back to the chat in which it was written, before what was begun since. */
  giveBack({ chat, text }) {
    const isOpen = this.#form && this.#chat === chat;
    const begun = isOpen ? this.box.value : draftOf(chat);
    const both = begun ? `${text}\n${begun}` : text;
    keepDraft(chat, both);
    if (isOpen) this.#show(both);
  }

  get #chat() {
    return this.#form.dataset.chat;
  }

  /** The open chat, if its box is open and has that button. */
  #openFor(button) {
    return this.#form?.querySelector(button) && !this.#reason ? this.#chat : null;
  }

  get #reason() {
    return this.window?.reason ?? "";
  }

  #listen() {
    this.quickReplies.open(this.#form);
    this.emoji.open(this.#form);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.box.addEventListener("input", () => this.#changed());
    this.box.addEventListener("keydown", (event) => this.#keyDown(event));
    this.box.addEventListener("blur", keepDrafts);
    this.box.addEventListener("compositionstart", () => (this.#composing = true));
    this.box.addEventListener("compositionend", () => this.#compositionEnded());
    this.reset.addEventListener("click", () => this.#reset());
    this.asPage.addEventListener("click", () => this.#sendAsPage());
    this.window?.addEventListener("judged", () => this.#judge());
    const form = this.#form; // a recording is ready only some time after it ended: another chat may be open then
    this.talk?.addEventListener("recorded", ({ detail }) => this.#sendVoice(detail, form));
    this.picking.open(this.#form);
    this.cards.open(this.#form);
  }

  #keyDown(event) {
    if (event.key !== "Enter" || event.shiftKey || this.#composes(event)) return;
    event.preventDefault();
    this.#send();
  }

  /** Enter that ends an input-method composition is no wish to send. keyCode 229 says so where isComposing does not. */
  #composes(event) {
    return event.isComposing || event.keyCode === 229 || this.#composed;
  }

  /** Safari ends the composition first and reports its Enter in the same turn. */
  #compositionEnded() {
    this.#composing = false;
    this.#composed = true;
    setTimeout(() => (this.#composed = false));
  }

  #put(chat, items, point) {
    const over = this.tray.add(chat, items, point);
    if (over) this.toast(word("tooMany", { count: over }));
  }

  #add(chat, items) {
    this.#put(chat, items);
    if (this.#form && chat === this.#chat) this.box.focus();
  }

  #reset() {
    this.tray.reset();
    this.box.focus();
  }

  #send() {
    const text = this.box.value.trimEnd();
    if (this.button.disabled || !this.#count) return;
    for (const item of this.tray.take()) this.#post(item.kind === "card" ? cardOf([item]) : pictureOf(item));
    if (text.trim()) this.#post({ kind: "text", text, values: { text } });
    keepDraft(this.#chat, "");
    this.#show("");
    this.box.focus();
  }

  #sendAsPage() {
    const items = this.tray.take();
    const others = items.filter(({ kind }) => kind !== "card");
    this.#post(cardOf(items.filter(({ kind }) => kind === "card")));
    this.tray.add(this.#chat, others);
  }

  #sendVoice({ blob, seconds }, form) {
    const text = `${word("voice")} 0:${String(Math.round(seconds)).padStart(2, "0")}`;
    const file = new File([blob], "voice", { type: blob.type });
    this.#post({ kind: "voice", text, file, values: { kind: "voice" } }, form);
  }

  #post(item, form = this.#form) {
    const { chat, url, uploadsUrl, cardsUrl } = form.dataset;
    const address = { text: url, card: cardsUrl }[item.kind] ?? uploadsUrl;
    this.outbox.send({ chat, url: address, ...item });
  }

  #show(text) {
    this.box.value = text;
    this.#judge();
  }

  #changed() {
    keepDraft(this.#chat, this.box.value);
    if (this.box.value.trim()) this.typed(this.#chat);
    this.#judge();
  }

  /** How many messages Send would make of what is there. */
  get #count() {
    return this.tray.fit.length + (this.box.value.trim() ? 1 : 0);
  }

  #judge() {
    if (!this.#form) return;
    const most = Number(this.#form.dataset.textBytesMost);
    const room = most - new TextEncoder().encode(this.box.value.trimEnd()).length;
    const replies = this.window ? this.window.left : Infinity;
    this.#shut(this.#reason);
    this.button.disabled = !this.#ready || Boolean(this.#reason) || room < 0 || this.#count > replies;
    this.box.ariaInvalid = String(room < 0);
    this.reset.hidden = !this.tray.items.length;
    this.asPage.hidden = this.tray.items.filter(({ kind }) => kind === "card").length < 2 || replies < 1;
    this.#tellRoom(room, most, replies);
  }

  #shut(reason) {
    this.#form.toggleAttribute("data-shut", Boolean(reason));
    if (this.closed.textContent !== reason) this.closed.textContent = reason;
    this.closed.hidden = !reason;
    for (const part of this.#form.querySelectorAll("#message, .tool")) part.disabled = Boolean(reason);
  }

  #tellRoom(room, most, replies) {
    const { dataset } = this.room;
    const isOver = room < 0 || this.#count > replies;
    const takes = this.#count > replies ? dataset.tooMany : this.#count > 1 && replies < Infinity ? dataset.takes : "";
    const bytes = room < 0 ? dataset.over : room < most * (1 - NEARLY) ? dataset.left : "";
    const sentences = [filled(bytes, { count: Math.abs(room) }), filled(takes, { count: this.#count, left: replies })];
    const words = this.#reason ? "" : sentences.filter(Boolean).join(" · ");
    if (this.room.textContent !== words) this.room.textContent = words;
    this.room.toggleAttribute("data-over-limit", isOver && !this.#reason);
  }
}

const PARTS = {
  box: "#message",
  room: "#composer-room",
  button: "#send",
  reset: "#reset",
  asPage: "#send-as-page",
  closed: "#composer-closed",
  talk: "push-to-talk",
};

function pictureOf({ file, name, url }) {
  return { kind: "image", text: name, picture: url, file, values: { kind: "image" } };
}

function cardOf(items) {
  const text = items.map(({ name }) => name).join(" · ");
  return { kind: "card", text, picture: items[0].url, values: { cards: items.map(({ card }) => card).join(",") } };
}
