import { arrange, patch } from "./dom.js";
import { chatOfElement, elements } from "./entries.js";
import { ask } from "./http.js";
import { writeTimes } from "./times.js";

/** The three lists of the left column. */
export class Lists {
  #shown = new Map(); // chat id -> { body, node }
  #more = null;

  constructor({ chats, open, claim }) {
    Object.assign(this, { chats, open, claim });
    this.column = document.querySelector(".lists");
    const lists = [...this.column.querySelectorAll("[data-list]")];
    this.lists = Object.fromEntries(lists.map((list) => [list.dataset.list, list]));
    this.column.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.sight = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.#loadMore());
    this.#takeOver();
  }

  /** Draws what has changed; `current` is the open chat's id. */
  render(current) {
    const now = Date.now();
    const more = this.#more ? [this.#more] : [];
    arrange(this.lists.waiting, [...this.chats.waiting().map((chat) => this.#nodeOf(chat)), ...more]);
    arrange(this.lists.mine, this.chats.mine().map((chat) => this.#nodeOf(chat)));
    arrange(this.lists.history, this.chats.history(now).map((chat) => this.#nodeOf(chat)));
    for (const button of this.column.querySelectorAll(".entry-button")) {
      button.ariaCurrent = String(button.parentElement.dataset.id === current);
    }
  }

  #takeOver() {
    this.#takePage([...this.lists.waiting.children]);
    for (const body of this.column.querySelectorAll(".list .entry")) this.#take(body);
  }

  #takePage(nodes) {
    const entries = nodes.filter((node) => node.matches(".entry"));
    for (const body of entries) this.#take(body);
    this.#more = nodes.find((node) => node.matches(".more")) ?? null;
    this.chats.frontier = this.#more ? chatOfElement(entries.at(-1)) : null;
    this.sight.disconnect();
    if (this.#more) this.sight.observe(this.#more);
  }

  #take(body) {
    writeTimes(body);
    this.chats.put(chatOfElement(body));
  }

  #nodeOf({ id, body }) {
    const shown = this.#shown.get(id);
    if (shown?.body === body) return shown.node;
    const node = shown?.node ?? body;
    writeTimes(body);
    if (shown) patch(node, body);
    this.#shown.set(id, { body, node });
    return node;
  }

  #pressed(button) {
    if (button?.dataset.more) this.#loadMore();
    else if (button?.closest("[data-list='waiting']")) this.claim(button.dataset.claimUrl);
    else if (button?.dataset.chatUrl) this.open(button.dataset.chatUrl);
  }

  async #loadMore() {
    const button = this.#more?.querySelector("button");
    if (!button || button.disabled) return;
    button.disabled = true;
    const { status, data } = await ask(button.dataset.more);
    button.disabled = false;
    if (status !== 200) return;
    this.#takePage(elements(data));
    this.render(this.column.querySelector("[aria-current='true']")?.parentElement.dataset.id);
  }
}
