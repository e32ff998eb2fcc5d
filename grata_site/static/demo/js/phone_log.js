// What stands on the chosen customer's phone. A line is known by its id; a newer state of it replaces the older.

import { withLinks } from "./../../webchat/js/links.js";

export class PhoneLog {
  constructor(log, list) {
    Object.assign(this, { log, list });
    this.texts = log.dataset;
    this.items = new Map();
    this.openid = "";
    new ResizeObserver(() => this.toEnd()).observe(log);
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
  }

  put(item) {
    if ((this.items.get(item.id)?.seq ?? 0) >= item.seq) return;
    this.items.set(item.id, item);
    if (item.openid === this.openid) this.draw(item);
  }

  draw(item) {
    const fresh = this.line(item);
    const lines = [...this.list.children];
    const known = lines.find((line) => Number(line.dataset.id) === item.id);
    if (known) known.replaceWith(fresh);
    else this.list.insertBefore(fresh, lines.find((line) => Number(line.dataset.id) > item.id) ?? null);
    this.toEnd();
  }

  line(item) {
    const line = made("li", `line ${item.direction}`);
    line.dataset.id = item.id;
    line.dataset.delivery = item.delivery;
    const bubble = made("p", "bubble");
    bubble.dir = "auto";
    bubble.append(...withLinks(item.text || `[${item.kind}]`));
    line.append(bubble, made("p", "state", this.state(item)));
    return line;
  }

  state(item) {
    if (item.direction === "in") return item.source === "passive" ? this.texts.passive : "";
    return this.texts[item.delivery] ?? "";
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
