const parts = document.getElementById("voice-parts");
const SPEEDS = [1, 1.5, 2];
const STEP = 0.05; // of the whole, for each press of an arrow
const KEYS = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, Home: -1, End: 1 };

/**
 * Plays a recording: <voice-player data-src data-seconds data-waveform> around an <audio> that would do without scripts.
 * Where it stands is shown by its bars, of which those that were heard are coloured.
 */
class VoicePlayer extends HTMLElement {
  connectedCallback() {
    if (!this.audio) this.#build();
    this.#show();
  }

  disconnectedCallback() {
    this.audio.pause();
  }

  #build() {
    this.audio = this.querySelector("audio");
    this.audio.controls = false;
    this.append(parts.content.cloneNode(true));
    for (const node of this.querySelectorAll("[data-part]")) this[node.dataset.part] = node;
    this.bars = barsOf(this.dataset.waveform);
    this.slider.append(...this.bars);
    this.#listen();
  }

  #listen() {
    for (const name of ["play", "pause", "timeupdate", "durationchange", "ratechange"]) {
      this.audio.addEventListener(name, () => this.#show());
    }
    this.audio.addEventListener("ended", () => this.#seek(0));
    this.audio.addEventListener("error", () => (this.failure.hidden = false));
    this.toggle.addEventListener("click", () => (this.audio.paused ? this.#play() : this.audio.pause()));
    this.speed.addEventListener("click", () => this.#changeSpeed());
    this.slider.addEventListener("keydown", (event) => this.#keyDown(event));
    this.slider.addEventListener("pointerdown", (event) => this.#grab(event));
    this.slider.addEventListener("pointermove", (event) => event.buttons && this.#point(event));
  }

  #play() {
    this.failure.hidden = true;
    this.audio.play().catch(() => {}); // what went wrong comes as the event "error"
  }

  #changeSpeed() {
    const next = SPEEDS.indexOf(this.audio.playbackRate) + 1;
    this.audio.defaultPlaybackRate = this.audio.playbackRate = SPEEDS[next % SPEEDS.length];
  }

  #keyDown(event) {
    if (event.key === " " || event.key === "Enter") this.toggle.click();
    else if (event.key in KEYS) this.#seek(this.#share + KEYS[event.key]);
    else return;
    event.preventDefault();
  }

  #grab(event) {
    this.slider.setPointerCapture(event.pointerId);
    this.#point(event);
  }

  #point({ clientX }) {
    const { left, width } = this.slider.getBoundingClientRect();
    this.#seek((clientX - left) / width);
  }

  /** `share` is of the whole, from 0 to 1. */
  #seek(share) {
    this.audio.currentTime = Math.min(1, Math.max(0, share)) * this.#seconds;
    this.#show();
  }

  /** What the server measured, until the browser knows better. */
  get #seconds() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.dataset.seconds) || 0;
  }

  get #share() {
    return this.#seconds ? this.audio.currentTime / this.#seconds : 0;
  }

  #show() {
    const { paused, currentTime, playbackRate } = this.audio;
    const heard = this.#share * this.bars.length;
    this.bars.forEach((bar, i) => bar.toggleAttribute("data-heard", i < heard));
    this.toggleAttribute("data-playing", !paused);
    this.toggle.ariaLabel = paused ? this.toggle.dataset.play : this.toggle.dataset.pause;
    this.time.textContent = written(paused && !currentTime ? this.#seconds : currentTime);
    this.speed.lastElementChild.textContent = `${playbackRate}×`;
    this.slider.ariaValueMax = String(Math.round(this.#seconds));
    this.slider.ariaValueNow = String(Math.round(currentTime));
    this.slider.ariaValueText = `${written(currentTime)} / ${written(this.#seconds)}`;
  }
}

function barsOf(waveform) {
  const heights = waveform ? waveform.split(",") : Array(48).fill(0);
  return heights.map((height) => {
    const bar = document.createElement("i");
    bar.style.height = `${Math.max(8, Number(height))}%`;
    return bar;
  });
}

function written(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** One thing of a chat at a time is heard. The sounds of alerts are none of a chat's. */
function silenceOthers({ target }) {
  const heard = [...document.querySelectorAll("#log audio, #log video")];
  if (heard.includes(target)) for (const other of heard) if (other !== target) other.pause();
}

document.addEventListener("play", silenceOthers, true);
customElements.define("voice-player", VoicePlayer);
