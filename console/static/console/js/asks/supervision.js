import { post } from "../http.js";
import { closeMenu, listenToMenu } from "../menus.js";

/** What a supervisor does with any open chat: gives it to somebody or back to the waiting list, or closes it. */
export class Supervision {
  constructor({ apply, toast }) {
    Object.assign(this, { apply, toast });
  }

  open(panel) {
    this.button = panel.querySelector("#supervise");
    if (!this.button) return;
    this.panel = panel;
    this.menu = panel.querySelector("#supervise-menu");
    listenToMenu(this.button, () => this.#fill());
    this.menu.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
  }

  /** Those who are there, but for the one who has the chat alone. */
  #fill() {
    const there = [...document.getElementById("agents").children].filter(({ dataset: { id, presence } }) => {
      return presence !== "offline" && this.panel.dataset.agents !== id;
    });
    this.menu.querySelector("#supervise-agents").replaceChildren(...there.map(item));
  }

  #pressed(button) {
    if (!button) return;
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
