// The box. Enter sends, Shift+Enter breaks the line, and Enter that ends an input method's composition does neither.

import { Tray, kindOf } from "./tray.js";

const COMPOSING = 229; // Safari's key code for the Enter that ends a composition; isComposing is already false there
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

export class Composer {
  // The demo's phone has such a box too, and other ways to send files and to tell that somebody types.
  constructor(form, { say, sendFile, typed = () => {} }) {
    this.box = form.querySelector("textarea");
    Object.assign(this, { say, sendFile, typed });
    if (sendFile) this.takeFiles(form);
    form.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("input", () => this.changed());
    form.querySelectorAll("[disabled]").forEach((part) => (part.disabled = false)); // until now nothing would have been sent
  }

  takeFiles(form) {
    this.tray = new Tray({
      element: form.querySelector(".tray"),
      button: form.querySelector("#add-image"),
      input: form.querySelector("input[type=file]"),
      box: this.box,
    });
    const { sendFile } = this;
    form.querySelector("push-to-talk").addEventListener("recorded", ({ detail }) => sendFile("voice", detail.blob));
  }

  focus() {
    this.box.focus();
  }

  giveBack(text) {
    this.box.value = this.box.value ? `${text}\n${this.box.value}` : text;
    this.fit();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.box.value.replace(UNWANTED, "").trim();
    this.tray?.empty().forEach((file) => this.sendFile(kindOf(file), file));
    if (!text) return this.focus();
    this.box.value = "";
    this.fit();
    this.say(text);
    this.typed("");
    this.focus();
  }

  changed() {
    this.fit();
    this.typed(this.box.value);
  }

  fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight}px`;
  }
}
