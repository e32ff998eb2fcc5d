import { desk } from "./desk.js";
import { chatOfElement, elements } from "./entries.js";
import { ask } from "./http.js";
import { isNamed } from "./names.js";
import { browser } from "./storage.js";

const KEPT = "grata.waiting.order";
const PAUSE = 250; // milliseconds after the last key
const search = document.getElementById("waiting-search");
const orders = document.getElementById("waiting-orders");
const none = document.getElementById("waiting-none");

/**
 * Which of those who wait are shown, and in what order. What the server answered last decides, and what comes live takes
 * its place in that; what is behind the last page comes with "Show more". `keep(body)` takes an entry in.
 */
export class WaitingList {
  #view = { search: "", isLatest: false, frontier: null };
  #isLatest = browser.read(KEPT) === "latest";
  #turn = 0;
  #timer = null;
  #button = null;
  #setting = settingOf();

  constructor({ chats, keep, changed }) {
    Object.assign(this, { chats, keep, changed });
    this.sight = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.loadMore());
    search.addEventListener("input", () => this.#typed());
    search.addEventListener("keydown", (event) => this.#keyDown(event));
    orders.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-order]")));
    desk.addEventListener("change", () => this.#follow());
  }

  /** Takes over what the server has drawn into the page, which is the longest waiting first. */
  takeOver(nodes) {
    this.#take(nodes, { search: "", isLatest: false });
    this.#mark();
    if (this.#isLatest) this.#reload();
  }

  /** Those to show, in order; who comes back to this agent is on top, on whatever page. */
  shown() {
    const { search, frontier } = this.#view;
    const found = this.chats.waiting().filter(({ about }) => isNamed(about.name, search));
    const others = found.filter(({ offered }) => !offered).sort((a, b) => this.#compare(a, b));
    const loaded = frontier ? others.filter((chat) => this.#compare(chat, frontier) <= 0) : others;
    return [...found.filter(({ offered }) => offered), ...loaded];
  }

  /** "Show more", if there is more. */
  get more() {
    return this.#button ? [this.#button.parentElement] : [];
  }

  /** Says it if nobody of the name that is looked for waits. */
  tell(count) {
    const words = this.#view.search && !count ? none.dataset.words : "";
    if (none.textContent !== words) none.textContent = words;
    none.parentElement.toggleAttribute("data-searching", Boolean(this.#view.search));
  }

  async loadMore() {
    if (!this.#button || this.#button.disabled) return;
    this.#button.disabled = true;
    await this.#ask(this.#button.dataset.more, this.#view);
    if (this.#button) this.#button.disabled = false;
  }

  /** Begins anew with the first page. */
  async read() {
    const asked = { search: search.value.trim(), isLatest: this.#isLatest };
    const query = new URLSearchParams({ search: asked.search, order: asked.isLatest ? "latest" : "longest" });
    await this.#ask(`${search.dataset.url}?${query}`, asked);
  }

  #pressed(button) {
    if (!button) return;
    this.#isLatest = button.dataset.order === "latest";
    browser.write(KEPT, button.dataset.order);
    this.#mark();
    this.#reload();
  }

  #mark() {
    const order = this.#isLatest ? "latest" : "longest";
    for (const button of orders.children) button.ariaPressed = String(button.dataset.order === order);
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reload(), search.value ? PAUSE : 0);
  }

  /** The first Escape empties the box, the next one closes the list. */
  #keyDown(event) {
    if (event.key !== "Escape" || !search.value) return;
    event.stopPropagation();
    search.value = "";
    this.#typed();
  }

  #follow() {
    if (settingOf() === this.#setting) return;
    this.#setting = settingOf();
    this.#reload();
  }

  /** The same at its top: else what is at its end would come into sight at once. */
  async #reload() {
    await this.read();
    none.parentElement.scrollTop = 0;
  }

  /** Of two questions only the later one's answer counts. */
  async #ask(url, asked) {
    const turn = ++this.#turn;
    const { status, data } = await ask(url);
    if (status !== 200 || turn !== this.#turn) return;
    this.#take(elements(data), asked);
    this.changed();
  }

  #take(nodes, { search, isLatest }) {
    const entries = nodes.filter((node) => node.matches(".entry"));
    for (const body of entries) this.keep(body);
    this.#button = nodes.find((node) => node.matches(".more"))?.querySelector("button") ?? null;
    this.#view = { search, isLatest, frontier: this.#button ? chatOfElement(entries.at(-1)) : null };
    this.sight.disconnect();
    if (this.#button) this.sight.observe(this.#button);
  }

  #compare(a, b) {
    const inHours = desk.hoursFirst ? b.marks.inHours - a.marks.inHours : 0;
    const longest = a.waiting < b.waiting ? -1 : a.waiting > b.waiting ? 1 : a.id - b.id;
    return inHours || (this.#view.isLatest ? -longest : longest);
  }
}

/** What of the settings changes the list. */
function settingOf() {
  return `${desk.hoursFirst} ${desk.showsList}`;
}
