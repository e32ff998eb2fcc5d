import { post } from "../http.js";
import { filled } from "../words.js";

const dialog = document.getElementById("parting");
const holder = document.getElementById("open-chat");

/** Close chat and Leave chat. Whoever would close it for others, too, is asked first. */
export class Parting {
  constructor({ apply, toast }) {
    Object.assign(this, { apply, toast });
    holder.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    const on = (part, act) => dialog.querySelector(part).addEventListener("click", () => this.#chosen(act));
    on("[data-close]", () => this.#post(button("close-chat")));
    on("[data-leave]", () => this.#post(button("leave-chat")));
    on("[data-stay]", () => {});
  }

  /** Another chat is open now, or this one in another state: what was asked is over. */
  open() {
    if (dialog.open) dialog.close();
  }

  #pressed(pressed) {
    if (pressed?.id === "leave-chat") this.#post(pressed);
    if (pressed?.id !== "close-chat") return;
    if (button("insiders").hidden) this.#post(pressed);
    else this.#ask();
  }

  #ask() {
    const others = [...document.querySelectorAll("#insiders [data-agent]")];
    const text = dialog.querySelector("p");
    text.textContent = filled(text.dataset.words, { names: others.map((node) => node.textContent).join(", ") });
    dialog.showModal();
  }

  #chosen(act) {
    dialog.close();
    act();
  }

  async #post(pressed) {
    if (!pressed) return;
    pressed.disabled = true;
    const { data, error } = await post(pressed.dataset.url);
    pressed.disabled = false;
    if (error) this.toast(error);
    else this.apply(data.frames);
  }
}

const button = (id) => document.getElementById(id);
