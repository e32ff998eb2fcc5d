import { listenToMenu } from "./menus.js";
import { allow, choose, chosen, microphones } from "./microphones.js";

/** The menu beside the talk button: which microphone is taken. */
class MicrophoneMenu extends HTMLElement {
  #found = { some: false, named: [] };
  #gone = new AbortController();

  connectedCallback() {
    this.button = this.querySelector("button");
    this.menu = this.querySelector("[role=menu]");
    listenToMenu(this.button, () => this.#look());
    this.menu.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#look(), { signal: this.#gone.signal });
    this.#draw();
    this.#look();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  /** Finds out anew which there are. */
  async #look() {
    const before = JSON.stringify(this.#found);
    this.#found = await microphones();
    if (before !== JSON.stringify(this.#found)) this.#draw();
  }

  #draw() {
    const { some, named } = this.#found;
    const taken = named.some(({ deviceId }) => deviceId === chosen()) ? chosen() : "";
    const items = [{ deviceId: "", label: this.dataset.standard }, ...named].map((device) => choice(device, taken));
    if (!some) items.push(entry("menuitem", this.dataset.none));
    else if (!named.length) items.push(entry("menuitem", this.dataset.ask));
    const hadFocus = this.menu.contains(document.activeElement);
    this.menu.replaceChildren(...items);
    if (hadFocus) (this.menu.querySelector("[aria-checked=true]") ?? items[0]).focus();
  }

  #pressed(item) {
    if (!item) return;
    if (item.role === "menuitem") return allow().then(() => this.#look());
    choose(item.dataset.device);
    this.button.click();
    this.#draw();
  }
}

function choice({ deviceId, label }, taken) {
  const item = entry("menuitemradio", label);
  item.dataset.device = deviceId;
  item.ariaChecked = String(deviceId === taken);
  return item;
}

function entry(role, text) {
  const item = document.createElement("button");
  item.type = "button";
  item.role = role;
  item.textContent = text;
  return item;
}

customElements.define("microphone-menu", MicrophoneMenu);
