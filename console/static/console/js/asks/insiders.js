import { announce } from "../alerts/announcer.js";
import { language, page } from "../page.js";

// The short English of the rest of the page has no comma before "and".
const list = new Intl.ListFormat(language === "en" ? "en-GB" : language, { type: "conjunction" });

/** The banner that says who is in the agent's chat, while that is more than one. */
export class Insiders {
  #told = {};

  open({ dataset }) {
    this.banner = document.getElementById("insiders");
    if (!this.banner) return (this.#told = {});
    const drawn = [...this.banner.querySelectorAll("[data-agent]")];
    this.#show(dataset.chat, drawn.map(({ dataset: { agent }, textContent: name }) => ({ id: agent, name })));
  }

  /** The same for people that a frame told. */
  change({ id, agents, names }) {
    if (this.banner) this.#show(String(id), agents.map((agent, i) => ({ id: agent, name: names[i] })));
  }

  #show(chat, people) {
    const others = people.filter(({ id }) => id !== page.agent);
    const { words, you, alone } = this.banner.dataset;
    this.banner.hidden = !others.length;
    this.banner.querySelector("p").replaceChildren(...sentence(words, you, others));
    this.#tell(chat, others.length ? this.banner.querySelector("p").textContent : alone);
  }

  /** Screen readers hear of changes; what a chat begins with is read where it stands. */
  #tell(chat, words) {
    if (this.#told.chat === chat && this.#told.words !== words) announce(words);
    this.#told = { chat, words };
  }
}

/** "You, Marco Bianchi and Sofia Reyes are in this chat", as nodes. */
function sentence(words, you, others) {
  const [before, after] = words.split("{names}");
  const people = [you, ...others.map((_, i) => String(i))];
  const parts = list.formatToParts(people).map(({ type, value }, at) => {
    if (type !== "element" || at === 0) return value;
    return person(others[Number(value)]);
  });
  return [before, ...parts, after].filter(Boolean);
}

function person({ id, name }) {
  const node = document.createElement("b");
  node.dir = "auto";
  node.dataset.agent = id;
  node.textContent = name;
  return node;
}
