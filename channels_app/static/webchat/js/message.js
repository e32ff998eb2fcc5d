// How one line looks. All text goes in as text, never as markup.

import { bubble, content, ownFile } from "./kinds.js";
import { made } from "./made.js";

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
  const shown = content(message, texts, line.preview);
  line.card = message.kind === "card" ? shown : null;
  const body = line.card ? [] : [shown]; // cards are put into rows
  const names = mine ? [] : [Object.assign(made("p", "name", message.name), { dir: "auto" })];
  line.replaceChildren(...names, ...body, meta(message.at, mine ? texts.sent : ""));
  if (message.file?.state !== "expected") forgetPreview(line);
}

export function fillUnsent(line, item, ready, texts) {
  line.className = "line mine";
  line.dataset.state = ready ? "sending" : "waiting";
  if (item.file && item.kind === "image") line.preview ??= URL.createObjectURL(item.file);
  const body = item.file ? ownFile(item, line.preview, texts) : bubble(item.text);
  line.replaceChildren(body, meta(item.time, ready ? texts.sending : texts.waiting));
  if (item.file) line.append(progress(texts));
}

// It stays until the visitor has read why.
export function fillRefused(line, reason, texts) {
  line.dataset.state = "refused";
  const button = Object.assign(made("button", "link", texts.remove), { type: "button" });
  button.addEventListener("click", () => line.remove());
  const words = Object.assign(made("p", "refusal", reason || texts.unsent), { role: "alert" });
  words.append(button);
  line.querySelector(".meta").replaceWith(words);
  line.querySelector("progress")?.remove();
}

// share: from 0 to 1.
export function showProgress(line, share) {
  const bar = line.querySelector("progress");
  if (bar) Object.assign(bar, { hidden: share >= 1, value: share });
}

export function forgetPreview(line) {
  if (line.preview) URL.revokeObjectURL(line.preview);
  line.preview = null;
}

function progress(texts) {
  const bar = made("progress");
  return Object.assign(bar, { max: 1, value: 0, hidden: true, ariaLabel: texts.progress });
}

function meta(at, state) {
  const element = made("p", "meta");
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
