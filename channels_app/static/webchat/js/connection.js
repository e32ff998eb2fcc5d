// One socket that comes back for ever. A connection that has gone dead in one direction is noticed by its missing pong.

const PING_EVERY = 20_000;
const ANSWER_WITHIN = 10_000;
const WAIT_FIRST = 500;
const WAIT_MOST = 15_000;

export class Connection {
  constructor({ path, hello, ping, onFrame, onState }) {
    Object.assign(this, { path, hello, ping, onFrame, onState });
    this.ready = false;
    this.failures = 0;
    this.socket = null;
    window.addEventListener("online", () => this.wake());
    window.addEventListener("pageshow", () => this.wake());
    window.addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  open() {
    clearTimeout(this.retry);
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener("open", () => this.send(this.hello()));
    socket.addEventListener("message", (event) => socket === this.socket && this.heard(event.data));
    socket.addEventListener("close", () => socket === this.socket && this.drop());
    this.expectAnswer();
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    clearTimeout(this.answer);
    clearInterval(this.pinging);
    socket?.close();
    this.become(false);
    this.retryLater();
  }

  wake() {
    if (this.ready) this.sendPing();
    else if (!this.socket) this.open();
  }

  heard(data) {
    const frame = JSON.parse(data);
    if (frame.type === "welcome" || frame.type === "pong") clearTimeout(this.answer);
    this.onFrame(frame);
    if (frame.type === "welcome") this.welcomed();
  }

  welcomed() {
    this.failures = 0;
    this.pinging = setInterval(() => this.sendPing(), PING_EVERY);
    this.become(true);
  }

  sendPing() {
    this.send(this.ping());
    this.expectAnswer();
  }

  expectAnswer() {
    clearTimeout(this.answer);
    this.answer = setTimeout(() => this.drop(), ANSWER_WITHIN);
  }

  retryLater() {
    const wait = Math.min(WAIT_FIRST * 2 ** this.failures, WAIT_MOST);
    this.failures = Math.min(this.failures + 1, 10);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), wait * (0.5 + Math.random() / 2));
  }

  become(ready) {
    if (ready === this.ready) return;
    this.ready = ready;
    this.onState(ready);
  }
}
