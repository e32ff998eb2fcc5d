// Who holds the phone, how long the account may still write to them, and the sign that it is typing.

export class Header {
  constructor({ whose, window, typing }) {
    Object.assign(this, { whose, window, typing });
    this.time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.timer = 0;
  }

  show(customer) {
    this.whose.textContent = `${customer.name} · ${customer.account}`;
    this.window.textContent = this.permission(customer);
    this.type(customer.typing_seconds);
  }

  permission({ subscribed, window }) {
    const { open, closed, gone } = this.window.dataset;
    if (!subscribed) return gone;
    if (!window.expires_at) return closed;
    return open.replace("{left}", window.replies_left).replace("{time}", this.time.format(window.expires_at * 1000));
  }

  type(seconds) {
    clearTimeout(this.timer);
    const words = seconds > 0 ? this.typing.dataset.typing : "";
    if (this.typing.textContent !== words) this.typing.textContent = words;
    if (seconds > 0) this.timer = setTimeout(() => this.type(0), seconds * 1000); // its end is no news
  }
}
