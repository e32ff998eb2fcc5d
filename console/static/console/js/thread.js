import { arrange, patch } from "./dom.js";
import { elements, messageOfElement } from "./entries.js";
import { ask, post } from "./http.js";
import { lineOf, markLine } from "./lines.js";
import { Scroll } from "./scroll.js";
import { Messages } from "./store.js";
import { dayOf, writeTimes } from "./times.js";

/** The open chat's history on the screen: messages in order, day marks, older pages, replies on their way. */
export class Thread {
  #messages = null;
  #shown = new Map(); // message id -> { body, node }
  #lines = new Map(); // client id -> node
  #days = new Map();
  #older = null;

  constructor({ outbox, apply, toast }) {
    Object.assign(this, { outbox, apply, toast });
  }

  /** Takes over what the server has drawn into a panel; a panel without a history has none here either. */
  open(panel) {
    this.#close();
    this.list = panel.querySelector("#messages");
    if (!this.list) return;
    const { chat, customer } = panel.dataset;
    this.#messages = new Messages({ chat: Number(chat), customer, floor: "" });
    this.#take([...this.list.children]);
    this.#listen(panel);
    this.render();
    this.scroll.toEnd();
  }

  put(message) {
    return Boolean(this.#messages?.put(message));
  }

  /** Draws what has changed. Stays at the end if it was there; else a button says that there is more. */
  render() {
    if (!this.#messages) return;
    const last = this.list.lastElementChild;
    this.scroll.keep(() => arrange(this.list, this.#nodes()));
    if (this.list.lastElementChild !== last) this.scroll.added(this.list.lastElementChild);
  }

  #close() {
    this.scroll?.stop();
    this.#messages = null;
    for (const kept of [this.#shown, this.#lines, this.#days]) kept.clear();
  }

  #listen(panel) {
    this.scroll = new Scroll(panel.querySelector("#log"), panel.querySelector("#to-newest"), () => this.#loadOlder());
    this.list.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
  }

  #pressed(button) {
    if (button?.dataset.retry) this.#retry(button);
    else if (button?.dataset.older) this.#loadOlder();
    else if (button && "resend" in button.dataset) this.outbox.resend(this.#chat);
    else if (button && "drop" in button.dataset) this.outbox.drop(button.closest(".message").dataset.clientId);
  }

  get #chat() {
    return String(this.#messages.chat);
  }

  async #retry(button) {
    button.disabled = true;
    const { data, error } = await post(button.dataset.retry);
    button.disabled = false;
    if (error) this.toast(error);
    else this.apply(data.frames);
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
    const messages = this.#messages.visible().map((message) => this.#nodeOf(message));
    return [...(this.#older ? [this.#older] : []), ...this.#withDays([...messages, ...this.#unacknowledged()])];
  }

  #nodeOf({ id, clientId, body }) {
    const shown = this.#shown.get(id);
    if (shown?.body === body) return shown.node;
    const before = shown?.node ?? this.#lines.get(clientId);
    this.#lines.delete(clientId);
    const node = before ?? body;
    writeTimes(body);
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

  #withDays(nodes) {
    let day = null;
    return nodes.flatMap((node) => {
      const at = new Date(node.dataset.at ?? Date.now());
      const isSame = dayOf(at) === day;
      day = dayOf(at);
      return isSame ? [node] : [this.#dayMark(day), node];
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
