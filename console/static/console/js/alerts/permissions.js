/** What the browser allows: the state of sound and notifications, and buttons to ask for them. */
export class Permissions {
  constructor(root, { sound, notices, turnOn }) {
    Object.assign(this, { sound, notices });
    [this.ofSound, this.ofNotices] = root.querySelectorAll("[data-permission]");
    this.ofSound.querySelector("button").addEventListener("click", () => this.#turnOn(turnOn));
    this.ofNotices.querySelector("button").addEventListener("click", () => notices.ask());
  }

  /** How to help oneself is told to those whom pressing the button has not helped. */
  async #turnOn(turnOn) {
    await turnOn();
    this.ofSound.dataset.tried = "yes";
  }

  render() {
    show(this.ofSound, this.sound.state, "blocked");
    show(this.ofNotices, this.notices.state, "default");
  }
}

function show(part, state, askable) {
  const words = part.querySelector("[data-state]");
  words.dataset.state = state;
  words.textContent = words.dataset[state];
  part.querySelector("button").hidden = state !== askable;
  for (const help of part.querySelectorAll("[data-help]")) help.hidden = help.dataset.help !== state;
}
