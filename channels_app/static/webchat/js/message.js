// How one line looks. All text goes in as text, never as markup.

import { withLinks } from "./links.js";

const ours = document.documentElement.lang;
const language = navigator.language.split("-")[0] === ours.split("-")[0] ? navigator.language : ours;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

export function fillMessage(line, message, texts) {
  const mine = message.author === "customer";
  line.className = mine ? "line mine" : "line theirs";
  line.dataset.order = message.order;
  line.dataset.from = message.name;
  line.dataset.state = "sent";
  const words = message.kind === "text" ? message.text : texts.other;
  line.replaceChildren(...(mine ? [] : [name(message.name)]), bubble(words), meta(message.at, mine ? texts.sent : ""));
}

export function fillUnsent(line, item, ready, texts) {
  line.className = "line mine";
  line.dataset.state = ready ? "sending" : "waiting";
  line.replaceChildren(bubble(item.text), meta(item.time, ready ? texts.sending : texts.waiting));
}

function name(text) {
  return made("p", "name", text);
}

function bubble(text) {
  const element = made("p", "bubble", "");
  element.dir = "auto";
  element.append(...withLinks(text));
  return element;
}

function meta(at, state) {
  const element = made("p", "meta", "");
  element.append(time(new Date(at)), made("span", "state", state));
  return element;
}

function time(date) {
  const today = date.toDateString() === new Date().toDateString();
  const element = made("time", "", (today ? clock : day).format(date));
  element.dateTime = date.toISOString();
  element.title = day.format(date);
  return element;
}

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
