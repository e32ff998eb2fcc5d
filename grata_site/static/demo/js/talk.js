// Hold to talk: the microphone is open while a finger, the mouse or a key holds the button, and no longer.

const SHORTEST = 500;
const LONGEST = 60_000; // as on WeChat
const TROUBLE = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing" };

export class Talk {
  // onRecorded(blob) gets what was said, onTrouble(words) why nothing was.
  constructor(button, meter, onRecorded, onTrouble) {
    Object.assign(this, { button, meter, onRecorded, onTrouble });
    this.label = button.querySelector("span");
    this.idle = this.label.textContent;
    this.take = null; // what is being recorded, from the press on
    this.byPointer();
    this.byKey();
  }

  byPointer() {
    this.button.addEventListener("pointerdown", (event) => event.button === 0 && this.hold());
    this.button.addEventListener("pointerdown", (event) => this.button.setPointerCapture(event.pointerId));
    this.button.addEventListener("pointerup", () => this.letGo(true));
    this.button.addEventListener("lostpointercapture", () => this.letGo(false));
    this.button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press on a touch screen
  }

  byKey() {
    this.button.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.letGo(false);
      if ([" ", "Enter"].includes(event.key) && !event.repeat) this.hold();
    });
    this.button.addEventListener("keyup", (event) => [" ", "Enter"].includes(event.key) && this.letGo(true));
    this.button.addEventListener("blur", () => this.letGo(false));
  }

  async hold() {
    if (this.take) return;
    const take = (this.take = {});
    const stream = await this.listen();
    if (this.take !== take) return close(stream); // let go before the browser had asked
    if (stream) this.record(take, stream);
    else this.take = null;
  }

  // The microphone, or null after saying why there is none.
  async listen() {
    if (!navigator.mediaDevices) return this.fail("insecure");
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return this.fail(TROUBLE[error.name] ?? "broken");
    }
  }

  record(take, stream) {
    const pieces = [];
    const recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      close(stream);
      if (this.take === take) this.breakOff();
      if (take.keep) this.finish(take, new Blob(pieces, { type: recorder.mimeType }));
    });
    recorder.start();
    Object.assign(take, { recorder, began: performance.now() });
    take.timer = setInterval(() => this.show(take), 200);
    this.show(take);
  }

  letGo(keep) {
    const take = this.take;
    if (!take) return;
    this.take = null;
    this.show(null);
    clearInterval(take.timer);
    Object.assign(take, { keep, lasted: performance.now() - take.began });
    if (take.recorder?.state === "recording") take.recorder.stop();
  }

  // The microphone went away.
  breakOff() {
    this.letGo(false);
    this.fail("broken");
  }

  finish(take, blob) {
    if (take.lasted < SHORTEST) this.fail("short");
    else this.onRecorded(blob);
  }

  show(take) {
    const lasted = take ? performance.now() - take.began : 0;
    this.meter.hidden = !take;
    this.meter.querySelector("output").textContent = clock(lasted);
    this.button.classList.toggle("recording", Boolean(take));
    this.label.textContent = take ? this.button.dataset.recording : this.idle;
    if (lasted >= LONGEST) this.letGo(true);
  }

  fail(why) {
    this.onTrouble(this.button.dataset[why]);
    return null;
  }
}

function close(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
