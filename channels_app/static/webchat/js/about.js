// Who the visitor says they are, where the site asks before the first message. The box waits until they have answered.

import { read, write } from "./storage.js";

export class About {
  constructor({ form, composer, key, tell }) {
    Object.assign(this, { form, composer, key, tell, said: parsed(read(key)) });
    form?.addEventListener("submit", (event) => this.answer(event));
  }

  // Once the history is known: whoever has written before, or has answered, is not asked.
  ask(isNew) {
    if (!this.form) return;
    this.form.hidden = !isNew || Boolean(this.said);
    this.composer.hidden = !this.form.hidden;
  }

  answer(event) {
    event.preventDefault();
    this.said = Object.fromEntries(new FormData(this.form));
    write(this.key, JSON.stringify(this.said));
    this.tell({ type: "about", ...this.said });
    this.ask(true);
    this.composer.querySelector("textarea").focus();
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
