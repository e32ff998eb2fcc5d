// One socket that comes back for ever. A connection that has gone dead in one direction is noticed by its missing pong.
// When a server starts anew, thousands of visitors lose it in the same moment: they come back at moments of chance.

const PING_EVERY = 20_000;
const ANSWER_WITHIN = 10_000;
const WAIT_FIRST = 500; // the longest wait before the first new try, when this connection alone was lost
const WAIT_FIRST_ALL = 5_000; // when the server has let go, perhaps of everybody
const WAIT_MOST = 30_000;

export class Connection {
  constructor({ path, hello, ping, onFrame, onState }) {
    Object.assign(this, { path, hello, ping, onFrame, onState });
    this.ready = false;
    this.resting = false;
    this.failures = 0;
    this.socket = null;
    window.addEventListener("online", () => this.renew());
    window.addEventListener("pageshow", () => this.wake());
    window.addEventListener("offline", () => this.drop());
    document.addEventListener("resume", () => this.wake()); // from being frozen
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  open() {
    clearTimeout(this.retry);
    this.resting = false;
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener("open", () => this.send(this.hello()));
    socket.addEventListener("message", (event) => socket === this.socket && this.heard(event.data));
    socket.addEventListener("close", () => socket === this.socket && this.drop(WAIT_FIRST_ALL));
    this.expectAnswer();
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  drop(waitFirst = WAIT_FIRST) {
    this.end();
    this.retryLater(waitFirst);
  }

  // No new try by itself: what we would say is refused.
  rest() {
    this.end();
    this.resting = true;
  }

  // With another hello.
  reopen() {
    this.end();
    this.open();
  }

  wake() {
    if (this.resting) return;
    if (this.ready) this.sendPing(true);
    else if (!this.socket) this.open();
  }

  // A try that began on the line that is gone may hang until its deadline: a new one is begun at once.
  renew() {
    if (this.resting || this.ready) return this.wake();
    this.failures = 0;
    this.reopen();
  }

  end() {
    const socket = this.socket;
    this.socket = null;
    clearTimeout(this.answer);
    clearTimeout(this.retry);
    clearInterval(this.pinging);
    socket?.close();
    this.become(false);
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

  sendPing(isAwoken = false) {
    this.send(this.ping(isAwoken));
    this.expectAnswer();
  }

  expectAnswer() {
    clearTimeout(this.answer);
    this.answer = setTimeout(() => this.drop(), ANSWER_WITHIN);
  }

  retryLater(waitFirst) {
    const longest = Math.min(waitFirst * 2 ** this.failures, WAIT_MOST);
    this.failures = Math.min(this.failures + 1, 10);
    this.retry = setTimeout(() => this.open(), longest * Math.random());
  }

  become(ready) {
    if (ready === this.ready) return;
    this.ready = ready;
    this.onState(ready);
  }
}
