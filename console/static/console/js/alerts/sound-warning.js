const place = document.getElementById("sound-warning");

/** Says that the browser blocks sound, for as long as it does. Any press may be what it was waiting for. */
export class SoundWarning {
  constructor({ sound, settings, turnOn }) {
    Object.assign(this, { sound, settings });
    place.querySelector("button").addEventListener("click", () => this.#turnOn(turnOn));
    for (const name of ["pointerup", "keyup"]) {
      addEventListener(name, () => sound.state === "blocked" && sound.probe(), { capture: true, passive: true });
    }
  }

  async #turnOn(turnOn) {
    await turnOn();
    place.querySelector("[data-help]").hidden = this.sound.state !== "blocked";
  }

  render() {
    place.hidden = this.sound.state !== "blocked" || this.settings.isSilent;
  }
}
