import { NoRecording, Recording } from "./recording.js";

const LONGEST = 59_500; // milliseconds: WeChat takes 60 s, and an MP3 is a little longer than the sound in it
const SHORTEST = 600;
const CANCELLED_FOR = 5_000; // then everybody knows, and what stands behind it can be read again

/**
 * The microphone's button: held with the mouse, a finger, Space or Enter it records, let go it sends, and moving away,
 * Escape or leaving the chat cancel. Fires "recorded" with { blob, seconds } as detail.
 */
class PushToTalk extends HTMLElement {
  #held = false;
  #recording = null;
  #begun = 0;
  #frame = 0;
  #told = null;

  connectedCallback() {
    this.button = this.querySelector("button");
    this.time = this.querySelector(".talk-time");
    this.words = this.querySelector(".talk-words");
    const on = (name, act) => this.button.addEventListener(name, act);
    on("pointerdown", (event) => this.#pressed(event));
    on("pointerup", () => this.#letGo());
    on("pointerleave", () => this.#cancel());
    on("pointercancel", () => this.#cancel());
    on("contextmenu", (event) => event.preventDefault()); // a long press on a phone
    on("keydown", (event) => this.#keyDown(event));
    on("keyup", (event) => isTalkKey(event) && this.#letGo());
    on("blur", () => this.#cancel());
  }

  disconnectedCallback() {
    this.#cancel();
  }

  #pressed(event) {
    if (event.button !== 0) return;
    this.button.releasePointerCapture(event.pointerId); // a finger's moving away would never be heard of
    this.#hold();
  }

  #keyDown(event) {
    if (event.key === "Escape") this.#cancel();
    if (!isTalkKey(event)) return;
    event.preventDefault();
    if (!event.repeat) this.#hold();
  }

  async #hold() {
    if (this.#held || this.#recording || this.button.disabled) return;
    this.#held = true;
    try {
      const recording = await Recording.begin();
      if (this.#held && this.isConnected) this.#began(recording);
      else this.#tooLate(recording);
    } catch (error) {
      this.#held = false;
      this.#say(error instanceof NoRecording ? error.message : "broken");
    }
  }

  #began(recording) {
    this.#recording = recording;
    this.#begun = performance.now();
    this.toggleAttribute("data-on-air", true);
    this.time.hidden = false;
    this.#say("recording");
    this.#follow();
  }

  /** The person was asked for the microphone and had to let go of the button to answer. */
  #tooLate(recording) {
    recording.cancel();
    this.#say("ready");
  }

  #follow() {
    const lasted = performance.now() - this.#begun;
    this.style.setProperty("--level", this.#recording.level.toFixed(2));
    this.time.textContent = `0:${String(Math.floor(lasted / 1000)).padStart(2, "0")}`;
    if (lasted >= LONGEST) this.#letGo();
    else this.#frame = requestAnimationFrame(() => this.#follow());
  }

  async #letGo() {
    this.#held = false;
    const recording = this.#recording;
    if (!recording) return;
    const lasted = performance.now() - this.#begun;
    this.#ended();
    if (lasted < SHORTEST) {
      recording.cancel();
      return this.#say("short");
    }
    this.#say("");
    const blob = await recording.stop();
    this.dispatchEvent(new CustomEvent("recorded", { detail: { blob, seconds: lasted / 1000 } }));
  }

  #cancel() {
    this.#held = false;
    if (!this.#recording) return;
    this.#recording.cancel();
    this.#ended();
    this.#say("cancelled");
  }

  #ended() {
    cancelAnimationFrame(this.#frame);
    this.#recording = null;
    this.toggleAttribute("data-on-air", false);
    this.time.hidden = true;
  }

  #say(name) {
    clearTimeout(this.#told);
    this.words.textContent = this.dataset[name] ?? "";
    if (name === "cancelled") this.#told = setTimeout(() => this.#say(""), CANCELLED_FOR);
  }
}

const isTalkKey = ({ key }) => key === " " || key === "Enter";

customElements.define("push-to-talk", PushToTalk);
