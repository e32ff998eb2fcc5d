import { isInFront, whenInFront } from "./alerts/front.js";
import { arrange, patch } from "./dom.js";
import { elements, messageOfElement } from "./entries.js";
import { Folds } from "./folds.js";
import { ask, post } from "./http.js";
import { lineOf, markLine } from "./lines.js";
import { Scroll } from "./scroll.js";
import { Span } from "./span.js";
import { Messages, compareOrders } from "./store.js";
import { dayOf, writeTimes } from "./times.js";
import { Unread, isSaid } from "./unread.js";

const newMark = document.getElementById("unread-mark").content.firstElementChild;

/**
 * The open chat's history on the screen: messages in order, day marks, older pages, replies on their way. No more than
 * `span.MOST` messages are on the page at a time, however far one has scrolled.
 */
export class Thread {
  #messages = null;
  #shown = new Map(); // message id -> { body, node }
  #lines = new Map(); // client id -> node
  #days = new Map();
  #folds = new Folds();
  #older = null;
  #span = new Span();
  #unread = new Unread();
  #read = ""; // the order of the last message that was there when the end was in view

  constructor({ outbox, apply, toast }) {
    Object.assign(this, { outbox, apply, toast });
    whenInFront(() => this.render());
  }

  /** Takes over what the server has drawn into a panel; a panel without a history has none here either. */
  open(panel) {
    this.#close();
    this.list = panel.querySelector("#messages");
    if (!this.list) return;
    const { chat, customer } = panel.dataset;
    this.#messages = new Messages({ chat: Number(chat), customer, floor: "" });
    this.#unread.open(customer, chat);
    this.#take([...this.list.children]);
    this.#listen(panel);
    this.#unread.look(this.#messages.visible(), false);
    this.#draw();
    this.scroll.toEnd();
    this.scroll.toLine(newMark.parentElement === this.list ? newMark : null);
    this.#look();
  }

  put(message) {
    return Boolean(this.#messages?.put(message));
  }

  /** Draws what has changed. Stays at the end if it was there; else a button says that there is more. */
  render() {
    if (!this.#messages) return;
    const writes = this.#hasJustWritten;
    if (writes) this.#unread.answered();
    this.#unread.look(this.#messages.visible(), this.#isSeen);
    if (writes) this.#span.toNewest();
    this.scroll.keep(() => this.#draw());
    if (writes) this.scroll.toEnd(); // one's own words are always shown
    this.#look();
  }

  /** Whoever holds the focus on a line that goes holds the history afterwards. */
  #draw() {
    const held = this.list.contains(document.activeElement);
    arrange(this.list, this.#nodes());
    if (held && document.activeElement === document.body) this.scroll.log.focus({ preventScroll: true });
  }

  /** Notes what is before the agent's eyes, and tells what is not. */
  #look() {
    const messages = this.#messages.visible();
    if (this.scroll.isAtEnd) this.#read = messages.at(-1)?.order ?? "";
    if (this.#isSeen) this.#unread.look(messages, true);
    this.scroll.tell(messages.filter((one) => compareOrders(one.order, this.#read) > 0 && isSaid(one)).length);
  }

  get #isSeen() {
    return isInFront() && this.scroll.isAtEnd;
  }

  /** Something has been sent that is not on the page yet. */
  get #hasJustWritten() {
    const items = this.outbox.of(this.#chat);
    return items.some(({ clientId, state }) => state === "sending" && !this.#lines.has(clientId));
  }

  #close() {
    this.scroll?.stop();
    this.#messages = null;
    this.#span.toNewest();
    for (const kept of [this.#shown, this.#lines, this.#days]) kept.clear();
  }

  #listen(panel) {
    this.scroll = new Scroll(panel.querySelector("#log"), panel.querySelector("#to-newest"), {
      goToEnd: () => this.#goToEnd(),
      nearTop: () => this.#goUp(),
      nearBottom: () => this.#move((messages) => this.#span.down(messages)),
      isNewest: () => this.#span.isNewest,
      moved: () => this.#look(),
    });
    this.list.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.list.addEventListener("scroll", ({ target }) => this.#reveal(target), { capture: true, passive: true });
  }

  #pressed(button) {
    if (button?.dataset.retry) this.#retry(button);
    else if (button?.dataset.older) this.#loadOlder();
    else if (button && "fold" in button.dataset) this.#fold(button);
    else if (button && "resend" in button.dataset) this.outbox.resend(this.#chat);
    else if (button && "drop" in button.dataset) this.outbox.drop(button.closest(".message").dataset.clientId);
  }

  get #chat() {
    return String(this.#messages.chat);
  }

  /** What one reads stays: the beginning of a text that is opened, the button of one that is folded. */
  #fold(button) {
    const message = button.closest(".message");
    const stays = button.ariaExpanded === "true" ? button : message;
    this.scroll.hold(stays, () => this.#folds.toggle(message));
  }

  /** The browser has scrolled a folded text, to show a link in it that has the focus, or words that were looked for. */
  #reveal(text) {
    const { scrollTop } = text;
    if (!scrollTop || !text.classList.contains("folded")) return;
    this.#fold(text.nextElementSibling);
    this.scroll.log.scrollTop += scrollTop;
  }

  async #retry(button) {
    button.disabled = true;
    const { data, error } = await post(button.dataset.retry);
    button.disabled = false;
    if (error) this.toast(error);
    else this.apply(data.frames);
  }

  #goToEnd() {
    this.#span.toNewest();
    this.scroll.quietly(() => this.#draw());
    this.scroll.toEnd();
    this.#look();
  }

  #goUp() {
    if (!this.#move((messages) => this.#span.up(messages))) this.#loadOlder();
  }

  /** Shows another part of what is loaded. */
  #move(move) {
    const isMoved = move(this.#messages.visible());
    if (isMoved) this.scroll.quietly(() => this.scroll.keep(() => this.#draw()));
    return isMoved;
  }

  async #loadOlder() {
    const [sentinel, messages] = [this.#older, this.#messages];
    if (!sentinel || "busy" in sentinel.dataset) return;
    sentinel.dataset.busy = "";
    const { status, data } = await ask(sentinel.querySelector("button").dataset.older);
    delete sentinel.dataset.busy;
    if (status !== 200 || messages !== this.#messages) return;
    this.scroll.quietly(() => {
      this.#take(elements(data));
      this.#span.up(this.#messages.visible());
      this.render();
    });
  }

  /** Puts a page's messages into the store, and remembers where the page before it can be had. */
  #take(nodes) {
    this.#older = nodes.find((node) => node.matches(".older")) ?? null;
    this.#messages.floor = this.#older?.querySelector("button").dataset.from ?? "";
    for (const body of nodes.filter((node) => node.matches(".message"))) {
      writeTimes(body);
      const message = messageOfElement(body);
      this.#messages.put(message);
      this.outbox.settle(message.clientId);
    }
  }

  #nodes() {
    const { shown, isFirst } = this.#span.of(this.#messages.visible());
    const older = isFirst && this.#older ? [this.#older] : [];
    const lines = this.#span.isNewest ? this.#unacknowledged() : [];
    return [...older, ...this.#withMarks([...shown.map((message) => this.#nodeOf(message)), ...lines])];
  }

  #nodeOf({ id, clientId, body }) {
    const shown = this.#shown.get(id);
    if (shown?.body === body) return shown.node;
    const before = shown?.node ?? this.#lines.get(clientId);
    this.#lines.delete(clientId);
    const node = before ?? body;
    writeTimes(body);
    this.#folds.prepare(body);
    if (before) patch(before, body);
    this.#shown.set(id, { body, node });
    return node;
  }

  #unacknowledged() {
    const items = this.outbox.of(this.#chat).filter(({ clientId }) => !this.#messages.hasClientId(clientId));
    return items.map((item) => this.#lineOf(item));
  }

  #lineOf(item) {
    const known = this.#lines.get(item.clientId);
    const node = known ? markLine(known, item) : lineOf(item);
    this.#lines.set(item.clientId, node);
    return node;
  }

  #withMarks(nodes) {
    let day = null;
    return nodes.flatMap((node) => {
      const at = new Date(node.dataset.at ?? Date.now());
      const days = dayOf(at) === day ? [] : [this.#dayMark(dayOf(at))];
      day = dayOf(at);
      return [...days, ...(node.dataset.order && node.dataset.order === this.#unread.mark ? [newMark] : []), node];
    });
  }

  #dayMark(day) {
    if (!this.#days.has(day)) this.#days.set(day, newDayMark(day));
    return this.#days.get(day);
  }
}

function newDayMark(day) {
  const mark = document.createElement("li");
  mark.className = "day";
  const time = mark.appendChild(document.createElement("time"));
  time.dateTime = day;
  time.dataset.day = "";
  writeTimes(mark);
  return mark;
}
