import { browser } from "../storage.js";

const KEPT = "grata.alerts.not-now";
const card = document.getElementById("first-run");

/** The card that asks for sound and notifications, until both are there or somebody says "Not now" in this browser. */
export class FirstRun {
  constructor({ sound, notices }) {
    Object.assign(this, { sound, notices });
    card.querySelector("[data-not-now]").addEventListener("click", () => this.#dismiss());
  }

  render() {
    const isMissing = this.sound.state === "blocked" || ["default", "denied"].includes(this.notices.state);
    const isShown = isMissing && this.sound.state !== "unknown" && !browser.read(KEPT);
    const hadFocus = card.contains(document.activeElement);
    card.hidden = !isShown;
    if (hadFocus && !isShown) document.getElementById("alerts-button").focus();
  }

  #dismiss() {
    browser.write(KEPT, "yes");
    this.render();
  }
}
