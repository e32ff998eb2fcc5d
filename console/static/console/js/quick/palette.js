import { filled } from "../words.js";
import { rank } from "./fuzzy.js";
import { line, lines } from "./lines.js";

const SLASH = /[/／]/;
const MOST = 50; // shown at a time
const LONGEST = 40; // characters after the slash
const AWAY = ["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

/**
 * The quick replies that a slash opens, where a word begins. What is typed after it says which of them are listed: arrows
 * choose, Enter and Tab put the chosen one in the slash's place, Escape leaves what was typed; so does a space.
 * `chosen(reply, from)`: `from` is where the slash stands. `composes(event)`: whether an input method has that key.
 */
export class QuickPalette {
  #at = null; // where the slash stands; null while the palette is closed
  #hits = [];
  #active = 0;
  #loading = false;
  #hurry = ""; // Enter or Tab, if it came before the list

  constructor({ replies, chosen, toast, composes }) {
    Object.assign(this, { replies, chosen, toast, composes });
  }

  open(form) {
    this.box = form.querySelector("#message");
    this.listbox = form.querySelector("#quick-choices");
    this.count = form.querySelector("#quick-count");
    this.#close();
    this.box.addEventListener("input", (event) => this.#typed(event));
    this.box.addEventListener("compositionend", () => this.#look());
    this.box.addEventListener("keydown", (event) => this.#keyDown(event));
    this.box.addEventListener("blur", () => this.#close());
    this.box.addEventListener("pointerdown", () => this.#close());
    this.listbox.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.listbox.addEventListener("click", ({ target }) => this.#clicked(target.closest("[role='option']")));
  }

  #typed(event) {
    if (event.isComposing) return;
    if (this.#at !== null) this.#look();
    else if (event.inputType === "insertText" && SLASH.test(event.data) && event.data.length === 1) this.#slash();
  }

  #slash() {
    const at = this.box.selectionStart - 1;
    if (/\S$/.test(this.box.value.slice(0, at))) return;
    this.#at = at;
    this.#load();
  }

  async #load() {
    const { box } = this;
    this.#loading = true;
    const error = await this.replies.load();
    this.#loading = false;
    if (box !== this.box || this.#at === null) return;
    if (error) return this.#failed(error);
    this.#look();
    if (this.#hurry) this.#catchUp(this.#hurry);
  }

  /** Does what the key would have done, had the list been there. */
  #catchUp(key) {
    this.#hurry = "";
    if (this.#hits.length) this.#choose(this.#hits[0]);
    else if (key === "Enter") this.box.form.requestSubmit();
  }

  #failed(error) {
    this.#close();
    this.toast(error);
  }

  /** What was typed after the slash; null when that is no name of a reply any more. WeChat's emoticons begin with /: */
  get #typedWord() {
    const { value, selectionStart } = this.box;
    const word = value.slice(this.#at + 1, selectionStart);
    const isOne = selectionStart > this.#at && SLASH.test(value[this.#at]) && word.length <= LONGEST;
    return isOne && !/\s|^:/.test(word) ? word : null;
  }

  #look() {
    if (this.#at === null) return;
    const word = this.#typedWord;
    if (word === null) return this.#close();
    if (this.#loading) return;
    this.#offer(word);
    this.replies.find(word, () => this.#at !== null && this.#typedWord === word && this.#offer(word));
  }

  #offer(word) {
    this.#hits = rank(word, this.replies.list, textsOf).slice(0, MOST);
    this.#active = 0;
    this.listbox.replaceChildren(...this.#hits.map(option));
    this.listbox.hidden = !this.#hits.length;
    const { some } = this.count.dataset;
    this.count.textContent = this.#hits.length ? filled(some, { count: this.#hits.length }) : "";
    this.#mark();
  }

  #close() {
    this.#at = null;
    this.#hurry = "";
    this.#hits = [];
    this.listbox.hidden = true;
    this.count.textContent = "";
    this.#mark();
  }

  #keyDown(event) {
    if (this.#at === null || this.composes(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isChoice = (event.key === "Enter" || event.key === "Tab") && !event.shiftKey;
    if (event.key === "Escape") this.#close();
    else if (this.#hits.length && step) this.#move(step);
    else if (this.#hits.length && isChoice) this.#choose(this.#hits[this.#active]);
    else if (this.#loading && isChoice) this.#hurry = event.key;
    else return AWAY.includes(event.key) && this.#close();
    event.preventDefault();
    event.stopImmediatePropagation(); // else Enter would send
  }

  #move(step) {
    this.#active = (this.#active + step + this.#hits.length) % this.#hits.length;
    this.#mark();
  }

  #mark() {
    const options = this.#hits.length ? [...this.listbox.children] : [];
    options.forEach((node, i) => (node.ariaSelected = String(i === this.#active)));
    const active = options[this.#active];
    if (active) this.box.setAttribute("aria-activedescendant", active.id);
    else this.box.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  #clicked(node) {
    if (node) this.#choose(this.#hits[[...this.listbox.children].indexOf(node)]);
  }

  #choose(reply) {
    const from = this.#at;
    this.#close();
    this.chosen(reply, from);
  }
}

const textsOf = ({ title, text, insert, group }) => [title, text, insert, group];

function option(reply, i) {
  const node = document.createElement("li");
  node.id = `quick-choice-${i}`;
  node.role = "option";
  node.append(...lines(reply), line("quick-group", reply.group));
  return node;
}
