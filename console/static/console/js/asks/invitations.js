import { post } from "../http.js";
import { page } from "../page.js";
import { filled } from "../words.js";
import { requestOfFrame } from "./requests.js";
import { says } from "./words.js";

const holder = document.getElementById("open-chat");

/**
 * The list of agents as what it is for the open chat: whom one may ask in, and what became of it. Whoever can't be asked
 * now keeps a button that takes the focus, so that the reason is heard.
 */
export class Invitations {
  #asking = new Set(); // agents whom the server is being told to ask

  constructor({ chats, requests, apply, toast }) {
    Object.assign(this, { chats, requests, apply, toast });
    holder.addEventListener("click", ({ target }) => this.#pressed(target.closest("#agents button")));
  }

  open(panel) {
    this.panel = panel;
    this.#asking.clear();
  }

  render() {
    const list = document.getElementById("agents");
    for (const node of list.children) {
      const state = this.#stateOf(node.dataset.id);
      this.#show(node, state, list.dataset[state] ?? "");
    }
  }

  get #chat() {
    return this.panel.dataset.chat;
  }

  get #insiders() {
    return this.panel.dataset.agents?.split(" ") ?? [];
  }

  get #isMine() {
    return this.panel.dataset.state === "active" && this.#insiders.includes(page.agent);
  }

  /** pending, accepted, declined, lapsed or inside; empty if there is nothing to tell. */
  #stateOf(agent) {
    if (!this.#isMine) return "";
    if (this.#asking.has(agent)) return "pending";
    const state = this.requests.latest(this.#chat, agent)?.state ?? "";
    if (this.#insiders.includes(agent)) return state === "accepted" ? state : "inside";
    const isOver = state === "cancelled" || (state === "accepted" && this.#hasLeft(agent));
    return isOver ? "" : state;
  }

  #hasLeft(agent) {
    return Boolean(this.chats.get(Number(this.#chat))?.were.includes(agent));
  }

  #show(node, state, text) {
    const [invite, cancel] = node.querySelectorAll("button");
    const isOut = ["", "declined", "lapsed"].includes(state);
    invite.disabled = !this.#isMine;
    invite.ariaDisabled = this.#isMine && !(isOut && node.dataset.presence !== "offline") ? "true" : null;
    cancel.hidden = state !== "pending" || this.#asking.has(node.dataset.id);
    node.toggleAttribute("data-answer", Boolean(state));
    if (state) node.dataset.answer = state;
    const answer = node.querySelector(".colleague-answer");
    if (answer.textContent !== text) answer.textContent = text;
  }

  #pressed(button) {
    const { id, name, presence, answer } = button?.parentElement.dataset ?? {};
    if (button && "cancel" in button.dataset) this.#cancel(button, id);
    else if (button && button.ariaDisabled !== "true") this.#ask(id, name);
    else if (button && presence === "offline" && answer !== "pending") this.toast(filled(says.isOffline, { name }));
  }

  async #ask(id, name) {
    this.#asking.add(id);
    this.render();
    const { data, error } = await post(this.panel.dataset.transfersUrl, { agent: id });
    this.#asking.delete(id);
    this.#settled(data, error);
    if (!error && data.frames.some(({ asker }) => asker !== page.agent)) this.toast(filled(says.askedAlready, { name }));
  }

  async #cancel(button, id) {
    const { about } = this.requests.latest(this.#chat, id);
    button.previousElementSibling.focus({ preventScroll: true }); // it is about to go
    const { data, error } = await post(about.cancellationUrl);
    this.#settled(data, error);
  }

  #settled(data, error) {
    if (error) this.toast(error);
    else this.apply(data.frames);
    this.render();
  }
}

/** Those that the server wrote into the panel: this agent's latest to each colleague. */
export function requestsOf(panel) {
  const kept = panel.querySelector("#chat-transfers");
  return kept ? JSON.parse(kept.textContent).map(requestOfFrame) : [];
}
