import { compareOrders } from "./store.js";
import { filled } from "./words.js";

const LONGEST = 10_000; // milliseconds of silence

/** Which customers are typing, and what. Nobody tells for sure that they stopped: their message ends it, or silence. */
export class CustomerTyping {
  #signs = new Map(); // chat -> { text, ending }
  #newest = new Map(); // chat -> the order of the last message of its customer that was heard of
  #line = null;
  #chat = "";

  /** `changed()` is called when somebody begins or ends. */
  constructor({ changed }) {
    this.changed = changed;
  }

  open(panel) {
    this.#line = panel.querySelector("#typing");
    this.#chat = panel.dataset.chat;
    this.#draw();
  }

  /** Whether the customer of that chat types now. */
  isIn(chat) {
    return this.#signs.has(String(chat));
  }

  /** A sign, out of a frame. */
  put({ chat, on, text }) {
    if (!on) return this.#end(chat);
    clearTimeout(this.#signs.get(chat)?.ending);
    const began = !this.isIn(chat);
    this.#signs.set(chat, { text, ending: setTimeout(() => this.#end(chat), LONGEST) });
    if (began) this.changed();
    if (chat === this.#chat) this.#draw();
  }

  /** What was being typed has come as a message. */
  putMessage({ chat, order, body }) {
    if (body.dataset.author !== "customer") return;
    const id = String(chat);
    if (compareOrders(order, this.#newest.get(id) ?? "") <= 0) return;
    this.#newest.set(id, order);
    this.#end(id);
  }

  #end(chat) {
    if (!this.isIn(chat)) return;
    clearTimeout(this.#signs.get(chat).ending);
    this.#signs.delete(chat);
    this.changed();
    if (chat === this.#chat) this.#draw();
  }

  /** That somebody types is read out once; the words, which change with every letter, are not. */
  #draw() {
    if (!this.#line) return;
    const sign = this.#signs.get(this.#chat);
    const [who, what] = this.#line.children;
    const name = document.getElementById("chat-name").textContent;
    write(who, sign ? filled(this.#line.dataset.words, { name }) : "");
    write(what, sign?.text ?? "");
    what.scrollTop = what.scrollHeight;
  }
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
