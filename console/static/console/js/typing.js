const EVERY = 5_000; // the server passes on as many of these as the channel can show

/** Tells the server that the agent types in a chat, now and then while it goes on. */
export class Typing {
  #chat = "";
  #toldAt = -Infinity;

  constructor(tell) {
    this.tell = tell;
  }

  typed(chat) {
    const now = performance.now();
    if (chat === this.#chat && now - this.#toldAt < EVERY) return;
    this.#chat = chat;
    this.#toldAt = now;
    this.tell({ type: "typing", chat });
  }
}
