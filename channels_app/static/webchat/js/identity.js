// Who the visitor is: whoever holds the secret that this browser made, or whom the site has signed for. What is kept for
// one is never sent as another's. Neither travels anywhere but in the first frame of the socket.

import { secretFor } from "./secret.js";
import { keys, remove, write } from "./storage.js";

export class Identity {
  constructor(key, token) {
    this.all = `grata.${key}.`;
    this.token = token || "";
    this.who = whose(this.token);
    this.prefix = this.who ? `${this.all}${this.who}.` : this.all;
    this.secret = this.token ? "" : secretFor(`${this.all}secret`);
  }

  get credential() {
    return this.token || this.secret;
  }

  hello() {
    return this.token ? { token: this.token } : { secret: this.secret };
  }

  isOther(token) {
    return whose(token || "") !== this.who;
  }

  // Other tabs hear of the last line, and forget as well.
  forget() {
    keys(this.all).forEach(remove);
    write(`${this.all}left`, String(Date.now()));
  }

  onForgotten(act) {
    window.addEventListener("storage", (event) => event.key === `${this.all}left` && event.newValue && act());
  }
}

// No dot is in it, so that nobody's keys begin as another's do.
function whose(token) {
  if (!token) return "";
  try {
    const claims = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return `s${btoa(encodeURIComponent(claims.sub))}`;
  } catch {
    return "s"; // the server refuses it in words
  }
}
