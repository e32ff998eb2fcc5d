// One line that says what is wrong. A connection that comes back at once is not worth a word.

const PATIENCE = 1500;
const SHOWN = 8000;

export class Notice {
  constructor(element) {
    this.element = element;
    this.away = false;
    this.connection(false);
  }

  connection(ready) {
    clearTimeout(this.waiting);
    if (ready) this.showAway(false);
    else this.waiting = setTimeout(() => this.showAway(true), PATIENCE);
  }

  // Until there is a connection.
  stay(text) {
    clearTimeout(this.waiting);
    clearTimeout(this.saying);
    this.element.textContent = text;
  }

  say(text) {
    clearTimeout(this.saying);
    this.element.textContent = text;
    this.saying = setTimeout(() => this.showAway(this.away), SHOWN);
  }

  showAway(away) {
    this.away = away;
    this.element.textContent = away ? this.element.dataset.away : "";
  }
}
