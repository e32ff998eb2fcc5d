import { keepRecent, recentEmoji } from "./recent.js";

const COLUMNS = 8; // as many as emoji.css has
const MOST = 120; // hits that are shown

/**
 * All emoji by group, those used last first. Arrows move in the grid, from the search field and back.
 *
 * `groups`: [{ name, emoji: [[emoji, name, other words]] }]. `chosen(emoji)` puts one into the box.
 */
export class Picker {
  #rows = []; // the buttons, as they stand

  constructor({ panel, groups, chosen }) {
    Object.assign(this, { panel, groups, chosen });
    this.search = panel.querySelector("#emoji-search");
    this.grid = panel.querySelector("#emoji-grid");
    this.none = panel.querySelector("#emoji-none");
    this.all = groups.flatMap(({ emoji }) => emoji);
    this.byEmoji = new Map(this.all.map((entry) => [entry[0], entry]));
    this.search.addEventListener("input", () => this.#draw());
    this.grid.addEventListener("click", ({ target }) => this.#choose(target.closest("button")));
    panel.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  show() {
    this.#draw();
    this.grid.scrollTop = 0;
  }

  #draw() {
    const words = this.search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const groups = words.length ? [this.#hits(words)] : [this.#recent, ...this.groups];
    this.#rows = [];
    this.grid.replaceChildren(...groups.filter(({ emoji }) => emoji.length).map((group) => this.#section(group)));
    this.none.hidden = this.#rows.length > 0;
    const first = this.#rows[0]?.[0];
    if (first) first.tabIndex = 0;
  }

  get #recent() {
    const emoji = recentEmoji().map((one) => this.byEmoji.get(one));
    return { name: this.grid.dataset.recent, emoji: emoji.filter(Boolean) };
  }

  /** Those with all the words, the ones whose name begins with the first of them before the others. */
  #hits(words) {
    const found = this.all.filter(([, name, more]) => words.every((word) => `${name} ${more}`.includes(word)));
    const begins = found.filter(([, name]) => name.startsWith(words[0]));
    return { name: this.grid.dataset.found, emoji: [...new Set([...begins, ...found])].slice(0, MOST) };
  }

  #section({ name, emoji }) {
    const section = document.createElement("section");
    const heading = document.createElement("h2");
    const cells = document.createElement("div");
    heading.textContent = name;
    cells.className = "emoji-cells";
    cells.role = "group";
    cells.ariaLabel = name;
    const buttons = emoji.map(button);
    cells.append(...buttons);
    for (let i = 0; i < buttons.length; i += COLUMNS) this.#rows.push(buttons.slice(i, i + COLUMNS));
    section.append(heading, cells);
    return section;
  }

  #keyDown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const isSearch = event.target === this.search;
    if (isSearch && event.key === "Enter") this.#choose(this.#rows[0]?.[0]);
    const next = isSearch ? event.key === "ArrowDown" && this.#rows[0]?.[0] : this.#neighbour(event.key);
    if (!next) return;
    event.preventDefault();
    this.#go(next);
  }

  #neighbour(key) {
    const cell = document.activeElement;
    const row = this.#rows.findIndex((buttons) => buttons.includes(cell));
    if (row < 0) return null;
    const cells = this.#rows[row];
    const column = cells.indexOf(cell);
    const near = (buttons) => buttons?.[Math.min(column, buttons.length - 1)];
    const moves = {
      ArrowLeft: cells[column - 1] ?? this.#rows[row - 1]?.at(-1),
      ArrowRight: cells[column + 1] ?? this.#rows[row + 1]?.[0],
      ArrowDown: near(this.#rows[row + 1]),
      ArrowUp: row ? near(this.#rows[row - 1]) : this.search,
      Home: cells[0],
      End: cells.at(-1),
    };
    return moves[key];
  }

  /** One cell at a time can be reached with Tab. */
  #go(place) {
    this.grid.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    (place === this.search ? this.#rows[0][0] : place).tabIndex = 0;
    place.focus();
  }

  #choose(cell) {
    if (!cell) return;
    keepRecent(cell.textContent);
    this.chosen(cell.textContent);
  }
}

function button([emoji, name]) {
  const node = document.createElement("button");
  node.type = "button";
  node.tabIndex = -1;
  node.ariaLabel = name;
  node.title = name;
  node.textContent = emoji;
  return node;
}
