// What a message holds, kind by kind. Nothing of it goes in as markup.

import { made } from "./made.js";
import { withLinks } from "./links.js";

const WIDEST = 240; // pixels
const HIGHEST = 240;
const KILO = 1000;
const kilobytes = new Intl.NumberFormat(document.documentElement.lang, {
  style: "unit",
  unit: "kilobyte",
  maximumFractionDigits: 0,
});

export function content(message, texts, preview) {
  const show = { text, image, voice, file, card }[message.kind];
  return show ? show(message, texts, preview) : bubble(texts.other);
}

export function bubble(words) {
  const element = made("p", "bubble");
  element.dir = "auto";
  element.append(...withLinks(words));
  return element;
}

// The file as this browser has it, until the server has made it fit to be shown.
export function ownFile({ kind, file }, address, texts) {
  if (kind === "file") return documentOf(file);
  return kind === "image" && address ? pictureOf(address, texts) : bubble(texts.voice);
}

function text(message) {
  return bubble(message.text);
}

function image({ file }, texts, preview) {
  if (!file?.url) return preview && file?.state === "expected" ? pictureOf(preview, texts) : missing(file, texts);
  const link = made("a", "picture");
  Object.assign(link, { href: file.url, target: "_blank", rel: "noopener", ariaLabel: texts.openPicture });
  link.append(pictureOf(file.url, texts, file));
  return link;
}

function pictureOf(address, texts, { width, height } = {}) {
  const picture = made("img", "shown");
  picture.alt = texts.picture;
  if (width && height) {
    const share = Math.min(1, WIDEST / width, HIGHEST / height);
    Object.assign(picture, { width: Math.round(width * share), height: Math.round(height * share) });
  }
  picture.src = address;
  return picture;
}

function voice({ file }, texts) {
  if (file?.type !== "audio/mpeg" || !file.url) return missing(file, texts);
  const player = made("voice-player", "bubble");
  player.dataset.seconds = file.seconds ?? "";
  player.dataset.waveform = file.waveform.join(",");
  const sound = made("audio");
  Object.assign(sound, { controls: true, preload: "none", src: file.url });
  player.append(sound);
  return player;
}

// It is only ever saved, whatever is in it.
function file({ file }, texts) {
  if (!file || file.state === "failed" || file.state === "gone") return missing(file, texts);
  return documentOf(file);
}

export function documentOf({ name, size, url }) {
  const element = made(url ? "a" : "p", "bubble document");
  if (url) Object.assign(element, { href: url, download: name });
  const words = made("span", "", name);
  words.dir = "auto";
  element.append(words, made("small", "", kilobytes.format(Math.max(1, size / KILO))));
  return element;
}

function missing(file, texts) {
  return bubble(file?.state === "expected" ? texts.preparing : texts.unshown);
}

function card({ card }) {
  const link = made("a", "card");
  if (/^https?:/i.test(card.url)) Object.assign(link, { href: card.url, target: "_blank", rel: "noopener" });
  if (card.picture) {
    const picture = made("img");
    Object.assign(picture, { alt: "", width: 216, height: 120, src: card.picture });
    link.append(picture);
  }
  const words = [made("strong", "", card.title), made("span", "", card.teaser), made("small", "", card.site)];
  words.forEach((one) => (one.dir = "auto"));
  link.append(...words.filter((one) => one.textContent));
  return link;
}
