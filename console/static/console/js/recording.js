import { listen } from "./microphones.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/** Why there is no recording: "missing", "refused", "unsupported" or "broken". */
export class NoRecording extends Error {}

/** One recording from the microphone, until `stop` or `cancel`. */
export class Recording {
  #chunks = [];

  /** Begins; asks the person for the microphone if need be. Throws NoRecording. */
  static async begin() {
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) throw new NoRecording("unsupported");
    try {
      return new Recording(await listen());
    } catch (error) {
      throw new NoRecording(reasonOf(error), { cause: error });
    }
  }

  constructor(stream) {
    this.stream = stream;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
    this.recorder.addEventListener("dataavailable", ({ data }) => data.size && this.#chunks.push(data));
    this.recorder.start(250);
    this.#listen();
  }

  /** How loud it is now, from 0 to 1. */
  get level() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    return Math.min(1, Math.sqrt(power) * 4);
  }

  /** Ends it: the recording as a Blob. */
  async stop() {
    const ended = new Promise((resolve) => this.recorder.addEventListener("stop", resolve, { once: true }));
    if (this.recorder.state !== "inactive") this.recorder.stop();
    await ended;
    this.#release();
    return new Blob(this.#chunks, { type: this.recorder.mimeType });
  }

  /** Ends it and forgets it. */
  cancel() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    this.#release();
  }

  #listen() {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(this.stream).connect(this.analyser);
  }

  #release() {
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close().catch(() => {});
  }
}

function reasonOf({ name }) {
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return "broken";
}
