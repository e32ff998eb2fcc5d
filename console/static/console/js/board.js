import { patch } from "./dom.js";
import { ask, post } from "./http.js";

const LOOK_EVERY = 3_000;
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** The live board: asks one address what is new, and does what a supervisor chooses for a chat. */
class Board {
  #board = document.getElementById("board");
  #stale = document.getElementById("board-stale");
  #said = document.getElementById("board-said");
  #dialog = document.getElementById("board-deeds");
  #chat = document.getElementById("board-deeds-chat");
  #next = null;

  start() {
    this.#tick();
    setInterval(() => this.#tick(), 1000);
    this.#next = setTimeout(() => this.#look(), LOOK_EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.#look());
    this.#board.addEventListener("click", ({ target }) => this.#choose(target.closest("[data-chat]")));
    this.#dialog.addEventListener("submit", (event) => this.#do(event));
  }

  /** A tab that nobody sees asks nothing. */
  async #look() {
    clearTimeout(this.#next);
    if (!document.hidden) this.#show(await ask(`${this.#board.dataset.now}?seen=${this.#board.dataset.seen}`));
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#look(), LOOK_EVERY);
  }

  #show({ status, data }) {
    this.#stale.hidden = status === 200 || status === 204;
    if (status !== 200) return;
    const focused = document.activeElement?.id;
    const fresh = this.#board.cloneNode(false);
    fresh.innerHTML = data.html;
    fresh.dataset.seen = data.seen;
    write(fresh);
    patch(this.#board, fresh);
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  }

  #tick() {
    write(this.#board);
  }

  async #choose(button) {
    if (!button) return;
    const { status, data, error } = await ask(button.dataset.chat);
    if (status !== 200) return this.#say(error);
    this.#chat.innerHTML = data;
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #do(event) {
    const form = event.target;
    if (form.method === "dialog") return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    const { error, data } = await post(form.action, Object.fromEntries(new FormData(form)));
    button.disabled = false;
    if (error) return void (document.getElementById("board-refused").textContent = error);
    this.#dialog.close();
    this.#say(data.said);
    this.#look();
  }

  #say(text) {
    this.#said.textContent = text;
  }
}

/** How long ago each moment is, to the second. */
function write(root) {
  for (const node of root.querySelectorAll("time[data-since]")) {
    const text = clock(Math.max(0, Math.floor((Date.now() - new Date(node.dateTime)) / 1000)));
    if (node.textContent !== text) node.textContent = text;
  }
}

function clock(seconds) {
  const [minutes, hours] = [Math.floor((seconds % HOUR) / MINUTE), Math.floor(seconds / HOUR)];
  if (seconds >= DAY) return `${Math.floor(seconds / DAY)}d ${two(hours % 24)}h`;
  if (hours) return `${hours}:${two(minutes)}:${two(seconds % MINUTE)}`;
  return `${minutes}:${two(seconds % MINUTE)}`;
}

function two(number) {
  return String(number).padStart(2, "0");
}

new Board().start();
