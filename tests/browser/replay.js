// In a page that is loaded as it once was: the frames of its socket and the answer of its first catch-up come when, and in
// the order in which, `replay` is told. Later catch-ups are answered as the server did. All else goes to the server.
(() => {
  const { changes, answers } = RECORDED;
  const sockets = [];
  const waiting = [];
  let released = false;

  window.WebSocket = class {
    static OPEN = 1;
    readyState = 0;

    constructor() {
      sockets.push(this);
      setTimeout(() => {
        this.readyState = 1;
        this.onopen?.();
      });
    }

    send() {
      setTimeout(() => this.onmessage?.({ data: '{"type":"pong"}' }));
    }

    close() {
      this.readyState = 3;
    }
  };

  const reallyFetch = window.fetch;
  window.fetch = (url, options) => (String(url).includes(changes) ? answer(String(url)) : reallyFetch(url, options));

  async function answer(url) {
    if (!released) await new Promise((resolve) => waiting.push(resolve));
    const asked = new URL(url, location.href).searchParams.get("cursor");
    const json = asked === answers[0].asked ? answers[0].answer : answers[1].answer;
    const headers = new Headers({ "Content-Type": "application/json" });
    return { status: 200, ok: true, headers, json: async () => structuredClone(json) };
  }

  const turn = () => new Promise((resolve) => setTimeout(resolve));

  /** Delivers the frames; null stands for the answer of the catch-up. */
  window.replay = async (frames) => {
    while (!sockets.at(-1)?.readyState || !waiting.length) await turn();
    for (const frame of frames) {
      if (frame === null) {
        released = true;
        for (const go of waiting.splice(0)) go();
        await turn();
      } else sockets.at(-1).onmessage?.({ data: JSON.stringify(frame) });
    }
  };
})();
