import { colleaguesThere, meet, thereUrl } from "../colleagues.js";
import { arrange, patch } from "../dom.js";
import { post } from "../http.js";
import { closeMenu, listenToMenu } from "../menus.js";

/** What a supervisor does with any open chat: gives it to somebody or back to the waiting list, or closes it. */
export class Supervision {
  #next = ""; // where more of those are whom one may give it to

  constructor({ apply, toast }) {
    Object.assign(this, { apply, toast });
  }

  /** A menu that was open is open again when the same chat is drawn anew. */
  open(panel) {
    const wasOpen = this.button?.ariaExpanded === "true" && this.panel.dataset.chat === panel.dataset.chat;
    this.button = panel.querySelector("#supervise");
    if (!this.button) return;
    this.panel = panel;
    this.menu = panel.querySelector("#supervise-menu");
    const openMenu = listenToMenu(this.button, () => this.#fill());
    this.menu.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    if (wasOpen) openMenu();
  }

  #fill() {
    this.#next = thereUrl();
    this.#show();
    if (this.#next) this.#loadMore();
  }

  async #loadMore() {
    const { next, error } = await meet(this.#next);
    if (error) return this.toast(error);
    this.#next = next;
    this.#show();
  }

  /** Those who are there, but for the one who has the chat alone. What is the same stays, and so does the focus. */
  #show() {
    const [holder, more] = this.menu.querySelectorAll("#supervise-agents, [data-more]");
    const hadFocus = document.activeElement === more;
    const shown = new Map([...holder.children].map((node) => [node.dataset.to, node]));
    const there = colleaguesThere().filter(({ dataset }) => this.panel.dataset.agents !== dataset.id);
    arrange(holder, there.map((node) => kept(shown.get(node.dataset.id), item(node))));
    more.hidden = !this.#next;
    if (hadFocus && more.hidden) holder.lastElementChild?.focus();
  }

  #pressed(button) {
    if (!button) return;
    if ("more" in button.dataset) return this.#loadMore();
    closeMenu(this.button);
    const { moveUrl, releaseUrl, closeUrl } = this.menu.dataset;
    if ("release" in button.dataset) this.#post(releaseUrl);
    else if ("close" in button.dataset) this.#post(closeUrl);
    else this.#post(moveUrl, { agent: button.dataset.to });
  }

  async #post(url, values) {
    const { data, error } = await post(url, values);
    if (error) this.toast(error);
    else this.apply(data.frames);
  }
}

function kept(old, fresh) {
  if (old) patch(old, fresh);
  return old ?? fresh;
}

function item({ dataset: { id, name, presence } }) {
  const button = document.createElement("button");
  const dot = Object.assign(document.createElement("span"), { className: "dot" });
  const words = Object.assign(document.createElement("span"), { textContent: name, dir: "auto" });
  Object.assign(button, { type: "button", role: "menuitem" });
  button.dataset.to = id;
  dot.dataset.presence = presence;
  button.append(dot, words);
  return button;
}
