// Says whether somebody is here, how many come before, and that a chat is over. Nothing while somebody answers.

const SELDOM = 3; // of so many pings one asks for news

const language = document.documentElement.lang;
const today = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const later = new Intl.DateTimeFormat(language, { weekday: "long", hour: "2-digit", minute: "2-digit" });

export class Situation {
  constructor(element, wantMail) {
    this.element = element;
    this.line = element.querySelector("span");
    this.button = element.querySelector("button");
    Object.assign(this, { isLive: false, pings: 0 });
    this.button.addEventListener("click", wantMail);
  }

  // Whoever has no chat under way gets nothing that a push could have lost: it is enough to ask now and then.
  wantsNews() {
    this.pings += 1;
    return this.isLive || this.pings % SELDOM === 0;
  }

  show(found) {
    this.isLive = found.state === "waiting" || found.state === "active";
    const words = this.words(found);
    if (words !== this.line.textContent) this.line.textContent = words;
    this.button.hidden = found.state !== "closed" || !found.mail;
  }

  // Who is answered no longer waits, whatever we heard before.
  put({ author, automatic }) {
    if (author === "agent" && !automatic && this.isLive) this.line.textContent = "";
  }

  words({ here, opens_at: opensAt, state, ended, number }) {
    const texts = this.element.dataset;
    if (state === "active") return "";
    if (ended) return texts.ended;
    if (!here) return opensAt ? texts.opens.replace("{time}", written(new Date(opensAt))) : texts.away;
    if (state === "closed") return texts.closed;
    return number ? (number === 1 ? texts.next : texts.number.replace("{number}", number)) : "";
  }
}

function written(date) {
  return (date.toDateString() === new Date().toDateString() ? today : later).format(date);
}
