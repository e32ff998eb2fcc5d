// The visitor ends their chat, after a question. It waits for what was written before and for the connection, and is asked
// for again until the server says that the chat is over: once is enough for the server, whoever is quicker.

export class Ending {
  constructor({ button, dialog, send, mayGo, after }) {
    Object.assign(this, { button, dialog, send, mayGo, after });
    this.chat = ""; // the one that is under way
    this.wanted = ""; // the one that is to end
    button.addEventListener("click", () => dialog.showModal());
    dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
    dialog.querySelector("[data-end]").addEventListener("click", () => this.want());
  }

  show({ chat, state }) {
    this.chat = state === "closed" ? "" : chat;
    if (this.wanted !== this.chat) this.wanted = "";
    if (!this.chat) this.dialog.close();
    const hadFocus = document.activeElement === this.button;
    this.button.hidden = !this.chat || Boolean(this.wanted);
    if (hadFocus && this.button.hidden) this.after();
    this.pump();
  }

  want() {
    this.dialog.close();
    this.wanted = this.chat;
    this.button.hidden = true;
    this.after();
    this.pump();
  }

  pump() {
    if (this.wanted && this.mayGo()) this.send({ type: "end", chat: this.wanted });
  }
}
