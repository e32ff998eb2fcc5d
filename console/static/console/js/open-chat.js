import { page } from "./page.js";
import { filled, word } from "./words.js";

const holder = document.getElementById("open-chat");

/**
 * The middle and right columns: which chat is open, and that it is shown as it is now. `opened(panel)` is called for
 * each panel that the server has drawn. It is as new as the cursor was when it was asked for: live goes back to there.
 * `insidersChanged(chat)` is called when others came into the agent's chat, or left it: the panel stays.
 */
export class OpenChat {
  #busy = 0;
  #cursors = new WeakMap(); // request -> the cursor when it was sent
  #kept = null;
  #pushes = true;

  constructor({ chats, live, opened, insidersChanged, toast }) {
    Object.assign(this, { chats, live, opened, insidersChanged, toast });
    this.#listenToRequests();
    holder.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    addEventListener("popstate", () => this.#visit(location.pathname + location.search));
  }

  get panel() {
    return document.getElementById("panel");
  }

  /** The open chat's id; empty when none is open. */
  get chat() {
    return this.panel.dataset.chat ?? "";
  }

  /** Whether another chat is on its way. */
  get isBusy() {
    return this.#busy > 0;
  }

  /** Opens a chat by its address. */
  open(url) {
    this.#ask("GET", url);
  }

  /** Comes into a chat by posting to an address that answers with its panel; done when that has been answered. */
  claim(url) {
    return this.#ask("POST", url);
  }

  /** Opens nothing instead. */
  leave() {
    history.pushState({}, "", page.home);
    this.#showNothing();
  }

  /** Draws the panel anew if the chat has changed hands or state since it was drawn. */
  check() {
    const { panel } = this;
    const known = this.chats.get(Number(this.chat));
    if (!known || known.version <= Number(panel.dataset.version) || isAsDrawn(known, panel.dataset)) return;
    if (isMineStill(known, panel.dataset)) return this.#othersChanged(known);
    if (known.state === "active" && !known.agents.includes(page.agent)) this.#showTaken(known.names);
    if (!this.#busy) this.#ask("GET", panel.dataset.url);
  }

  #ask(method, url, { pushes = true } = {}) {
    this.#pushes = pushes;
    return window.htmx.ajax(method, url, { source: holder, target: holder, swap: "innerHTML" }).catch(() => {});
  }

  #visit(url) {
    if (url === page.home) this.#showNothing();
    else this.#ask("GET", url, { pushes: false });
  }

  #showNothing() {
    this.#remember();
    window.htmx.swap(holder, document.getElementById("nothing-open").innerHTML, { swapStyle: "innerHTML" });
    this.#settle(this.live.cursor);
  }

  #pressed(button) {
    if (button?.dataset.chatUrl) this.open(button.dataset.chatUrl);
    if (button && "back" in button.dataset) this.leave();
  }

  #listenToRequests() {
    const on = (name, act) => document.body.addEventListener(name, (event) => act(event.detail, event));
    const here = (act) => (detail) => detail.target === holder && act(detail);
    on("htmx:beforeRequest", here(({ xhr }) => this.#began(xhr)));
    on("htmx:beforeSwap", here((detail) => this.#beforeSwap(detail)));
    on("htmx:afterSwap", here(({ xhr }) => this.#settle(this.#cursors.get(xhr))));
    on("htmx:afterRequest", here((detail) => this.#ended(detail)));
    on("htmx:responseError", ({ xhr }) => xhr.getResponseHeader("HX-Trigger") || this.toast(word("wentWrong")));
    on("htmx:sendError", () => this.toast(word("noConnection")));
    on("htmx:timeout", () => this.toast(word("noConnection")));
  }

  #began(xhr) {
    this.#busy += 1;
    this.#cursors.set(xhr, this.live.cursor);
  }

  /** A panel that could not be drawn anew is tried again with the next news: at once, it would be tried without end. */
  #ended({ successful, requestConfig }) {
    this.#busy -= 1;
    this.#pushes = true;
    if (successful || requestConfig.path !== this.panel.dataset.url) this.check();
  }

  /** A chat that others have comes with 403, one that can't be reopened with 409, and is shown all the same: it says why. */
  #beforeSwap(detail) {
    if ([403, 409].includes(detail.xhr.status) && detail.serverResponse.includes('id="panel"')) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
    if (detail.shouldSwap) this.#remember();
  }

  #remember() {
    const active = document.activeElement;
    const isInside = holder.contains(active);
    const isOutside = !isInside && active !== document.body;
    this.#kept = { chat: this.chat, isOutside, ...(isInside && fieldOf(active)) };
  }

  #settle(cursor) {
    const { panel } = this;
    if (this.#pushes && location.pathname + location.search !== panel.dataset.url) history.pushState({}, "", panel.dataset.url);
    document.body.dataset.view = panel.dataset.view ?? (this.chat ? "chat" : "lists");
    this.opened(panel);
    this.#focus(panel);
    this.live.rewind(cursor);
  }

  /** The same chat drawn anew keeps focus and words where they were; another chat begins in its box. */
  #focus(panel) {
    const kept = this.#kept;
    const isSame = kept.chat === this.chat && !panel.dataset.view; // what is no chat begins where one searches
    const field = isSame && kept.id ? document.getElementById(kept.id) : null;
    if (field) return restore(field, kept);
    if (isSame && (kept.isOutside || panel.contains(document.activeElement))) return; // or in a menu that is open again
    const begins = panel.dataset.view ? "[type=search]" : "#message"; // a chat has boxes to search in that are shut
    (panel.querySelector(begins) ?? panel.querySelector("h1"))?.focus({ preventScroll: true });
  }

  #showTaken(names) {
    const notice = document.getElementById("taken").content.cloneNode(true);
    const sentence = notice.querySelector("p");
    sentence.textContent = filled(sentence.textContent, { name: names.join(", ") });
    this.panel.querySelector("#answer").replaceChildren(notice);
    for (const id of ["close-chat", "insiders"]) this.panel.querySelector(`#${id}`)?.remove();
  }

  #othersChanged(chat) {
    Object.assign(this.panel.dataset, { version: chat.version, agents: chat.agents.join(" ") });
    this.insidersChanged(chat);
  }
}

function isAsDrawn(chat, { state, agents, offered }) {
  return chat.state === state && chat.agents.join(" ") === agents && chat.offered === offered;
}

function isMineStill(chat, { state, agents }) {
  const isActive = chat.state === "active" && state === "active";
  return isActive && [chat.agents, agents.split(" ")].every((inside) => inside.includes(page.agent));
}

function fieldOf({ id, value, defaultValue, selectionStart, selectionEnd, dataset }) {
  const isDirty = "keep" in dataset && value !== defaultValue;
  return { id, value: isDirty ? value : null, range: [selectionStart, selectionEnd] };
}

function restore(field, { value, range }) {
  if (value !== null) field.value = value;
  field.focus({ preventScroll: true });
  if (typeof range[0] === "number") field.setSelectionRange(...range);
}
