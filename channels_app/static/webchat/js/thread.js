// The log. `put` may come twice, late or out of order: a line is known by its id, replaced by a newer version, and stands
// where its order says. What is not stored yet stands below everything else.

import { fillMessage, fillRefused, fillUnsent, forgetPreview, showProgress } from "./message.js";
import { arrange } from "./rows.js";

const NEAR = 60; // pixels from the end that still count as reading along

export class Thread {
  constructor({ log, list, older, jump }) {
    Object.assign(this, { log, list, older, jump });
    this.lines = new Map();
    this.unsent = new Map();
    this.following = true;
    log.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.following && this.toEnd()).observe(log);
  }

  put(message) {
    const known = this.lines.get(message.id);
    if (known && known.version >= message.version) return;
    const line = known?.line ?? this.adopt(message.client_id) ?? document.createElement("li");
    this.lines.set(message.id, { version: message.version, line });
    fillMessage(line, message, this.log.dataset);
    this.place(line, message.order);
    this.arrangeSoon();
    const isLast = !line.nextElementSibling?.dataset.order;
    this.afterChange(!known && isLast && message.author !== "customer");
  }

  addUnsent(item, ready) {
    const line = document.createElement("li");
    this.unsent.set(item.id, line);
    fillUnsent(line, item, ready, this.log.dataset);
    this.list.append(line);
    this.toEnd();
  }

  removeUnsent(id) {
    const line = this.adopt(id);
    if (!line) return;
    forgetPreview(line);
    line.remove();
  }

  refuse(id, reason) {
    const line = this.adopt(id);
    if (line) fillRefused(line, reason, this.log.dataset);
  }

  progress(id, share) {
    const line = this.unsent.get(id);
    if (line) showProgress(line, share);
  }

  markUnsent(ready) {
    const { sending, waiting } = this.log.dataset;
    this.unsent.forEach((line) => {
      line.dataset.state = ready ? "sending" : "waiting";
      line.querySelector(".state").textContent = ready ? sending : waiting;
    });
  }

  reset(more) {
    this.lines.forEach(({ line }) => line.remove());
    this.lines.clear();
    this.mayHaveOlder(more);
  }

  mayHaveOlder(more) {
    this.older.hidden = !more;
  }

  first() {
    return this.list.querySelector("[data-order]")?.dataset.order ?? "0";
  }

  keepPlace(change) {
    const fromEnd = this.log.scrollHeight - this.log.scrollTop;
    change();
    this.log.scrollTop = this.log.scrollHeight - fromEnd;
  }

  adopt(id) {
    const line = this.unsent.get(id);
    this.unsent.delete(id);
    return line;
  }

  place(line, order) {
    const stored = [...this.list.children].filter((one) => one !== line);
    const next = stored.findLast((one) => one.dataset.order && !isAfter(one.dataset.order, order));
    const spot = next ? next.nextSibling : this.list.firstChild;
    if (spot !== line) this.list.insertBefore(line, spot);
    [line, line.nextElementSibling].forEach(group);
  }

  // Once for many lines that come together, and before they are painted.
  arrangeSoon() {
    this.arranging ??= Promise.resolve().then(() => {
      this.arranging = null;
      arrange(this.list);
      if (this.following) this.toEnd();
    });
  }

  afterChange(isNews) {
    if (this.following) this.toEnd();
    else if (isNews) this.jump.hidden = false;
  }

  noteScroll() {
    this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    if (this.following) this.jump.hidden = true;
  }

  toEnd() {
    this.following = true;
    this.jump.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }
}

// Several lines of one agent need the name once.
function group(line) {
  line?.classList.toggle("continued", line.dataset.from === line.previousElementSibling?.dataset.from);
}

// Orders are whole numbers of up to 19 digits: too long for Number.
function isAfter(one, other) {
  return one.length === other.length ? one > other : one.length > other.length;
}
