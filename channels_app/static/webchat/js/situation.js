// Says whether somebody is here, how many come before, and that a chat is over. Nothing while somebody answers.

const language = document.documentElement.lang;
const today = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const later = new Intl.DateTimeFormat(language, { weekday: "long", hour: "2-digit", minute: "2-digit" });

export class Situation {
  constructor(element, wantMail) {
    this.element = element;
    this.line = element.querySelector("span");
    this.button = element.querySelector("button");
    this.button.addEventListener("click", wantMail);
  }

  show(found) {
    if (!found) return;
    const words = this.words(found);
    if (words !== this.line.textContent) this.line.textContent = words;
    this.button.hidden = found.state !== "closed" || !found.mail;
  }

  words({ here, opens_at: opensAt, state, number }) {
    const texts = this.element.dataset;
    if (state === "active") return "";
    if (!here) return opensAt ? texts.opens.replace("{time}", written(new Date(opensAt))) : texts.away;
    if (state === "closed") return texts.closed;
    return number ? (number === 1 ? texts.next : texts.number.replace("{number}", number)) : "";
  }
}

function written(date) {
  return (date.toDateString() === new Date().toDateString() ? today : later).format(date);
}
