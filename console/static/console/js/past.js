import { element } from "./entries.js";
import { ask } from "./http.js";

const TYPED = 350; // milliseconds without a key until what was typed is looked for

/** All chats, with what is looked for in the address: it can be kept, and Back leads back. */
class Past {
  #asked = 0;
  #timer = 0;

  constructor(panel) {
    this.panel = panel;
    this.form = panel.querySelector("#past-form");
    this.list = panel.querySelector("#past-entries");
    this.status = panel.querySelector("#past-status");
    this.trouble = panel.querySelector("#past-trouble");
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.form.addEventListener("change", () => this.#search());
    this.form.addEventListener("input", ({ target }) => target.type === "search" && this.#typed());
    this.list.addEventListener("click", (event) => this.#pressed(event));
    const root = panel.querySelector("#past-found");
    this.watch = new IntersectionObserver((seen) => this.#seen(seen), { root, rootMargin: "400px" });
    this.#watchEnd();
  }

  #submitted(event) {
    event.preventDefault();
    this.#search();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), TYPED);
  }

  /** Only what is filled in stands in the address. */
  get #address() {
    const filled = [...new FormData(this.form)].filter(([, value]) => value.trim());
    const query = new URLSearchParams(filled).toString();
    return this.form.getAttribute("action") + (query && `?${query}`);
  }

  async #search() {
    clearTimeout(this.#timer);
    const address = this.#address;
    if (address === this.panel.dataset.url) return;
    this.panel.dataset.url = address;
    const html = await this.#ask(address);
    if (html === null) return;
    history.pushState({}, "", address);
    this.list.innerHTML = html;
    this.list.parentElement.scrollTop = 0;
    this.#shown();
  }

  /** Null if it went wrong, or if something newer was asked meanwhile. */
  async #ask(address) {
    const number = ++this.#asked;
    this.list.ariaBusy = "true";
    this.status.textContent = this.status.dataset.busy;
    const { data, error } = await ask(address);
    if (number !== this.#asked || !this.panel.isConnected) return null;
    this.list.ariaBusy = "false";
    this.trouble.textContent = error ?? "";
    if (error) this.status.textContent = "";
    return error ? null : data;
  }

  #seen(seen) {
    const end = seen.find(({ isIntersecting }) => isIntersecting);
    if (end) this.#more(end.target.querySelector("a"));
  }

  #pressed(event) {
    const link = event.target.closest("a[data-more]");
    if (!link) return;
    event.preventDefault();
    this.#more(link);
  }

  async #more(link) {
    if (this.list.ariaBusy === "true") return;
    const html = await this.#ask(this.form.getAttribute("action") + link.search);
    if (html === null) return;
    const place = link.parentElement;
    const hadFocus = place.contains(document.activeElement);
    const first = element(html);
    place.insertAdjacentHTML("afterend", html);
    const next = first && place.nextElementSibling;
    place.remove();
    if (hadFocus) next?.querySelector("button")?.focus();
    this.#shown();
  }

  #shown() {
    const count = this.list.querySelectorAll(".past-entry").length;
    const { some, none } = this.status.dataset;
    this.status.textContent = count ? some.replace("{count}", count) : none;
    this.#watchEnd();
  }

  #watchEnd() {
    this.watch.disconnect();
    const end = this.list.querySelector(".past-next");
    if (end) this.watch.observe(end);
  }
}

export function start(panel) {
  new Past(panel);
}
