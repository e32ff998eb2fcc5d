import { draftOf, keepDraft } from "./drafts.js";
import { filled } from "./words.js";

const NEARLY = 0.8; // of the longest text: from here on the room left is shown

/** The box in which one writes. There is one form a panel; this binds whichever is there. */
export class Composer {
  #form = null;
  #ready = false;
  #composed = false;

  constructor(outbox) {
    this.outbox = outbox;
  }

  open(panel) {
    this.#form = panel.querySelector("#composer");
    if (!this.#form) return;
    this.box = this.#form.querySelector("#message");
    this.room = this.#form.querySelector("#composer-room");
    this.button = this.#form.querySelector("#send");
    this.box.value = draftOf(this.#chat);
    this.#listen();
    this.#judge();
  }

  /** Whether anything may be sent now; see `Live.ready`. */
  set ready(ready) {
    this.#ready = ready;
    this.#judge();
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

  #listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.box.addEventListener("input", () => this.#changed());
    this.box.addEventListener("keydown", (event) => this.#keyDown(event));
    this.box.addEventListener("compositionend", () => this.#compositionEnded());
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
    this.#composed = true;
    setTimeout(() => (this.#composed = false));
  }

  #send() {
    const text = this.box.value.trimEnd();
    if (this.button.disabled || !text.trim()) return;
    keepDraft(this.#chat, "");
    this.#show("");
    this.outbox.send({ chat: this.#chat, url: this.#form.dataset.url, text });
    this.box.focus();
  }

  #show(text) {
    this.box.value = text;
    this.#judge();
  }

  #changed() {
    keepDraft(this.#chat, this.box.value);
    this.#judge();
  }

  #judge() {
    if (!this.#form) return;
    const most = Number(this.#form.dataset.textBytesMost);
    const left = most - new TextEncoder().encode(this.box.value.trimEnd()).length;
    this.button.disabled = !this.#ready || left < 0;
    this.box.setAttribute("aria-invalid", String(left < 0));
    this.#tellRoom(left, most);
  }

  #tellRoom(left, most) {
    const sentence = left < 0 ? this.room.dataset.over : left < most * (1 - NEARLY) ? this.room.dataset.left : "";
    this.room.textContent = filled(sentence, { count: Math.abs(left) });
    this.room.toggleAttribute("data-over-limit", left < 0);
  }
}
