// What stands on the chosen customer's phone. A line is known by its id; a newer state of it replaces the older.

import { made } from "./dom.js";

const NEAR = 48; // pixels from the end at which the log still follows

export class PhoneLog {
  // `bubbles.of(item)` is what a line holds, `avatar(kfAccount)` the address of a face.
  constructor(log, list, bubbles, avatar) {
    Object.assign(this, { log, list, bubbles, avatar });
    this.texts = log.dataset;
    this.items = new Map();
    this.openid = "";
    this.follows = true;
    this.top = 0;
    log.addEventListener("scroll", () => this.scrolled());
    const grown = new ResizeObserver(() => this.follows && this.toEnd()); // by a line, or by a picture that has come
    [log, list].forEach((part) => grown.observe(part));
  }

  // Only who scrolls up stops it: when this is told of our own scrolling, another picture may already have come.
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.follows = true;
    else if (scrollTop < this.top) this.follows = false;
    this.top = scrollTop;
  }

  reset() {
    this.items.clear();
    this.list.replaceChildren();
  }

  show(customer) {
    if (customer.openid === this.openid) return;
    this.openid = customer.openid;
    this.list.replaceChildren();
    [...this.items.values()].filter((item) => item.openid === this.openid).forEach((item) => this.draw(item));
    this.toEnd();
  }

  put(item) {
    if ((this.items.get(item.id)?.seq ?? 0) >= item.seq) return;
    this.items.set(item.id, item);
    if (item.openid === this.openid) this.draw(item);
  }

  draw(item) {
    const lines = [...this.list.children];
    const known = lines.find((line) => Number(line.dataset.id) === item.id);
    if (known) return this.mark(known, item); // drawn anew it would fall silent while it plays
    this.list.insertBefore(this.line(item), lines.find((line) => Number(line.dataset.id) > item.id) ?? null);
    if (item.direction === "out") this.toEnd();
  }

  mark(line, item) {
    line.dataset.delivery = item.delivery;
    line.querySelector(".state").textContent = this.state(item);
  }

  line(item) {
    const line = made("li", `line ${item.kind === "event" ? "event" : item.direction}`);
    line.dataset.id = item.id;
    const said = made("div", "said");
    if (item.direction === "in") {
      line.append(this.face(item));
      if (item.sender_name) said.append(made("p", "by", item.sender_name));
    }
    said.append(this.bubbles.of(item), made("p", "state"));
    line.append(said);
    this.mark(line, item);
    return line;
  }

  face(item) {
    const face = made("span", "face", (item.sender_name || "Harbour Hotel").slice(0, 1));
    face.setAttribute("aria-hidden", "true");
    if (!item.sender) return face;
    const picture = made("img", "");
    picture.alt = "";
    picture.addEventListener("load", () => face.replaceChildren(picture));
    picture.src = this.avatar(item.sender);
    return face;
  }

  state(item) {
    if (item.direction === "in") return item.source === "passive" ? this.texts.passive : "";
    return this.texts[item.delivery] ?? "";
  }

  toEnd() {
    this.follows = true;
    this.log.scrollTop = this.log.scrollHeight;
  }
}
