// Says that somebody writes to the visitor. Nobody tells when they stop: what they sent ends it, or silence.

const LONGEST = 8000; // a page tells it every five seconds while its agent types

export class Typing {
  constructor(element) {
    this.element = element;
  }

  show(on) {
    clearTimeout(this.ending);
    this.write(on ? this.element.dataset.words : "");
    if (on) this.ending = setTimeout(() => this.write(""), LONGEST);
  }

  // An agent's message is what was being typed.
  put({ author }) {
    if (author === "agent") this.show(false);
  }

  write(words) {
    if (this.element.textContent !== words) this.element.textContent = words;
  }
}
