const SPEEDS = [1, 1.5, 2];

let playing = null; // one voice at a time

/** A recording with its waveform. The slider over it is the browser's own: it moves by mouse, finger and arrow keys. */
class VoicePlayer extends HTMLElement {
  connectedCallback() {
    const [play, speed] = this.querySelectorAll("button");
    Object.assign(this, { play, speed, sound: this.querySelector("audio"), slider: this.querySelector("input") });
    play.onclick = () => (this.sound.paused ? this.#begin() : this.sound.pause());
    speed.onclick = () => this.#faster();
    this.slider.oninput = () => this.#seek();
    for (const name of ["play", "pause", "ended", "timeupdate", "loadedmetadata"]) {
      this.sound[`on${name}`] = () => this.#show();
    }
    this.#show();
  }

  disconnectedCallback() {
    this.sound.pause();
  }

  get #length() {
    return Number.isFinite(this.sound.duration) ? this.sound.duration : Number(this.dataset.seconds);
  }

  #begin() {
    if (playing !== this) playing?.sound.pause();
    playing = this;
    this.sound.play().catch(() => {}); // the connection is gone, or the page is: the button says that it does not play
  }

  #faster() {
    const next = SPEEDS[(SPEEDS.indexOf(this.sound.playbackRate) + 1) % SPEEDS.length];
    this.sound.playbackRate = next;
    this.speed.textContent = `${next}×`;
  }

  /** A sound that has not been loaded has no places yet: it is loaded, and then taken to its place. */
  #seek() {
    const to = (Number(this.slider.value) / 1000) * this.#length;
    if (this.sound.readyState) this.sound.currentTime = to;
    else {
      this.sound.addEventListener("loadedmetadata", () => (this.sound.currentTime = to), { once: true });
      this.sound.load();
    }
    this.#show(to);
  }

  #show(at = this.sound.currentTime) {
    const share = this.#length ? Math.min(1, at / this.#length) : 0;
    const isPlaying = !this.sound.paused && !this.sound.ended;
    this.toggleAttribute("data-playing", isPlaying);
    this.play.ariaLabel = isPlaying ? this.dataset.pause : this.dataset.play;
    this.slider.value = Math.round(share * 1000);
    this.slider.ariaValueText = `${clock(at)} / ${clock(this.#length)}`;
    this.querySelector(".voice-time").textContent = clock(at > 0 ? at : this.#length);
    const bars = this.querySelectorAll("rect");
    bars.forEach((bar, i) => bar.classList.toggle("played", i < share * bars.length));
  }
}

function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("voice-player", VoicePlayer);
