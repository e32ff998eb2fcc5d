// Tells what stands in the box while the visitor types: at most once a second, and always its last state.

const EVERY = 1000; // milliseconds
const MOST = 500; // characters; of a longer text the end is told, where one mostly writes

export class Draft {
  constructor({ tell, showsText }) {
    Object.assign(this, { tell, showsText });
    this.on = false;
    this.toldAt = -Infinity;
  }

  changed(text) {
    clearTimeout(this.next);
    if (!text.trim()) return this.on && this.say(false, "");
    const wait = Math.max(0, this.toldAt + EVERY - performance.now());
    this.next = setTimeout(() => this.say(true, this.showsText ? text.slice(-MOST) : ""), wait);
  }

  say(on, text) {
    this.on = on;
    this.toldAt = performance.now();
    this.tell({ type: "typing", on, text });
  }
}
