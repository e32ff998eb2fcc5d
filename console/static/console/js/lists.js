import { isInFront, whenInFront } from "./alerts/front.js";
import { arrange, patch } from "./dom.js";
import { chatOfElement } from "./entries.js";
import { isNew, noteLooked } from "./new-chats.js";
import { writeTimes } from "./times.js";
import { WaitingList } from "./waiting-list.js";

/** The three lists of the left column. */
export class Lists {
  #shown = new Map(); // chat id -> { body, node }
  #current = "";

  constructor({ chats, open, claim, isTyping }) {
    Object.assign(this, { chats, open, claim, isTyping });
    this.column = document.querySelector(".lists");
    const lists = [...this.column.querySelectorAll("[data-list]")];
    this.lists = Object.fromEntries(lists.map((list) => [list.dataset.list, list]));
    this.column.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    const changed = () => this.render(this.#current);
    this.line = new WaitingList({ chats, keep: (body) => this.#take(body), changed });
    whenInFront(changed);
    this.#takeOver();
  }

  /** Draws what has changed; `current` is the open chat's id. */
  render(current) {
    const now = Date.now();
    this.#current = current;
    if (isInFront()) noteLooked(this.chats.get(Number(current)));
    const waiting = this.line.shown();
    arrange(this.lists.waiting, [...waiting.map((chat) => this.#nodeOf(chat)), ...this.line.more]);
    this.line.tell(waiting.length);
    arrange(this.lists.mine, newFirst(this.chats.mine()).map((chat) => this.#nodeOf(chat)));
    arrange(this.lists.history, this.chats.history(now).map((chat) => this.#nodeOf(chat)));
    for (const button of this.column.querySelectorAll(".entry-button")) {
      button.ariaCurrent = String(button.parentElement.dataset.id === current);
    }
  }

  /** The waiting list is asked for anew. */
  readLine() {
    this.line.read();
  }

  #takeOver() {
    for (const body of this.column.querySelectorAll(".list .entry")) this.#take(body);
    this.line.takeOver([...this.lists.waiting.children]);
  }

  #take(body) {
    writeTimes(body);
    this.chats.put(chatOfElement(body));
  }

  #nodeOf(chat) {
    const node = this.#drawn(chat);
    node.toggleAttribute("data-new", isNew(chat));
    node.toggleAttribute("data-typing", chat.state === "active" && this.isTyping(chat.id));
    return node;
  }

  #drawn({ id, body }) {
    const shown = this.#shown.get(id);
    if (shown?.body === body) return shown.node;
    const node = shown?.node ?? body;
    writeTimes(body);
    if (shown) patch(node, body);
    this.#shown.set(id, { body, node });
    return node;
  }

  #pressed(button) {
    if (button?.dataset.more) this.line.loadMore();
    else if (button?.closest("[data-list='waiting']")) this.claim(button.dataset.claimUrl);
    else if (button?.dataset.reopeningUrl) this.claim(button.dataset.reopeningUrl);
    else if (button?.dataset.chatUrl) this.open(button.dataset.chatUrl);
  }
}

function newFirst(chats) {
  return [...chats.filter(isNew), ...chats.filter((chat) => !isNew(chat))];
}
