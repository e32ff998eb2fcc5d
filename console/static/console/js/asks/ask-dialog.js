import { filled } from "../words.js";

const GRACE = 400; // milliseconds in which a press was meant for what stood there before

/**
 * One of those who ask something, and how many come after. It takes no focus from somebody who types: F8 leads there and
 * back, and whoever leaves it by its own buttons is brought back, too.
 *
 * An item is { key, until, title, body }: `title` is written into the heading, if there is one; `body` is a node.
 */
export class AskDialog {
  #items = [];
  #shown = null; // the item that is drawn
  #held = null;
  #came = null; // where the focus was

  /** `yes(item)` and `no(item)` are done when they have been answered. */
  constructor(node, { yes, no }) {
    this.node = node;
    this.buttons = [node.querySelector("[data-yes]"), node.querySelector("[data-no]")];
    this.buttons.forEach((button, i) => button.addEventListener("click", () => this.#pressed([yes, no][i])));
    node.addEventListener("keydown", ({ key }) => key === "Escape" && this.leave());
  }

  /** The items there are now, the first one first. */
  show(items) {
    const hadFocus = this.hasFocus;
    this.#items = items;
    if (items[0]) this.#draw(items[0]);
    else this.#clear();
    this.node.hidden = !items.length;
    this.#tellMore(items.length - 1);
    if (hadFocus && !items.length) this.#giveBack();
  }

  get isShown() {
    return !this.node.hidden;
  }

  get hasFocus() {
    return this.node.contains(document.activeElement);
  }

  focus() {
    if (!this.hasFocus) this.#came = document.activeElement;
    this.node.focus();
  }

  /** Goes back to where one was, without an answer. */
  leave() {
    if (this.hasFocus) this.#giveBack();
  }

  #draw(item) {
    const isSame = this.#shown?.key === item.key;
    this.#shown = item;
    this.node.querySelector("count-down").until = item.until;
    if (isSame) return;
    if (item.title) this.node.querySelector(".ask-title").textContent = item.title;
    this.node.querySelector(".ask-body").replaceChildren(item.body);
    this.#hold(GRACE);
  }

  /** Nobody's words are left on a page that does not show them. */
  #clear() {
    this.#shown = null;
    this.node.querySelector("count-down").until = "";
    this.node.querySelector(".ask-body").replaceChildren();
  }

  #tellMore(count) {
    const more = this.node.querySelector(".ask-more");
    more.hidden = count < 1;
    more.textContent = count < 1 ? "" : filled(more.dataset.words, { count });
  }

  async #pressed(act) {
    const item = this.#shown;
    if (!item || this.buttons[0].ariaDisabled === "true") return;
    this.#mark(true);
    await act(item);
    if (this.#shown?.key === item.key) this.#mark(false);
  }

  #hold(length) {
    clearTimeout(this.#held);
    this.#mark(true);
    this.#held = setTimeout(() => this.#mark(false), length);
  }

  /** Not `disabled`: that would take the focus away. */
  #mark(isHeld) {
    for (const button of this.buttons) button.ariaDisabled = isHeld ? "true" : null;
  }

  #giveBack() {
    const known = this.#came?.isConnected && this.#came !== document.body ? this.#came : null;
    (known ?? document.getElementById("message") ?? document.querySelector("#panel h1"))?.focus({ preventScroll: true });
  }
}
