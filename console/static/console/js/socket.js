const PING_EVERY = 15_000;
const ANSWER_WITHIN = 10_000;

/**
 * One WebSocket and its heartbeat. `onLost` is called once, as soon as the other side has been silent for too long: a
 * cut line says nothing, and the browser may take minutes to notice.
 */
export class Socket {
  #heartbeat = null;
  #deadline = null;

  constructor(url, { onOpen, onFrame, onLost }) {
    this.onLost = onLost;
    this.wire = new WebSocket(url);
    this.wire.onopen = () => this.#opened(onOpen);
    this.wire.onmessage = ({ data }) => this.#heard(JSON.parse(data), onFrame);
    this.wire.onclose = () => this.lose();
    this.#expectAnswer();
  }

  get isOpen() {
    return this.wire?.readyState === WebSocket.OPEN;
  }

  /** Asks for a sign of life. */
  ping() {
    if (this.send({ type: "ping" })) this.#expectAnswer();
  }

  /** Whether it could be sent. */
  send(frame) {
    if (this.isOpen) this.wire.send(JSON.stringify(frame));
    return this.isOpen;
  }

  /** Gives the socket up. */
  lose() {
    if (!this.wire) return;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    Object.assign(this.wire, { onopen: null, onmessage: null, onclose: null });
    this.wire.close();
    this.wire = null;
    this.onLost();
  }

  #opened(onOpen) {
    this.#answered();
    this.#heartbeat = setInterval(() => this.ping(), PING_EVERY);
    onOpen();
  }

  #heard(frame, onFrame) {
    this.#answered();
    if (frame.type !== "pong") onFrame(frame);
  }

  #expectAnswer() {
    this.#deadline ??= setTimeout(() => this.lose(), ANSWER_WITHIN);
  }

  #answered() {
    clearTimeout(this.#deadline);
    this.#deadline = null;
  }
}
