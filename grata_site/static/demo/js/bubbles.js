// What a line holds, by its kind. All of it is what somebody else wrote: it becomes text, never markup.

import { withLinks } from "./../../webchat/js/links.js";
import { icon, made } from "./dom.js";

export class Bubbles {
  // `media(id)` is a file's address; `texts` are the words; onPicture(address) and onOption({id, content}) are what a press does.
  constructor({ media, texts, onPicture, onOption }) {
    Object.assign(this, { media, texts, onPicture, onOption });
    this.makers = {
      event: (item) => this.event(item),
      image: (item) => item.media_id && this.picture(item),
      voice: (item) => item.media_id && this.player("audio", this.texts.voice, item),
      video: (item) => item.media_id && this.player("video", this.texts.film, item),
      shortvideo: (item) => item.media_id && this.player("video", this.texts.film, item),
      location: ({ fields }) => card("place", fields.Label, `${fields.Location_X}, ${fields.Location_Y}`, "map-pin"),
      link: ({ fields }) => article(fields.Title, fields.Description, fields.Url),
      file: ({ fields }) => card("file", fields.Title, "", "file-text"),
      miniprogrampage: ({ fields }) => card("file", fields.Title ?? fields.title, "", "link"),
      news: ({ fields }) => news(fields.articles?.[0]),
      msgmenu: ({ fields }) => this.menu(fields),
    };
  }

  of(item) {
    return (Object.hasOwn(this.makers, item.kind) && this.makers[item.kind](item)) || plain(item.text || `[${item.kind}]`);
  }

  event({ text, fields }) {
    const place = fields.Latitude && [fields.Latitude, fields.Longitude].map(Number).join(", ");
    const details = [this.texts[text.toLowerCase()] ?? text, place || fields.EventKey];
    return made("p", "bubble", details.filter(Boolean).join(" · "));
  }

  picture(item) {
    const image = made("img", "");
    image.alt = "";
    image.src = this.media(item.media_id);
    const button = made("button", "picture", image);
    button.type = "button";
    button.setAttribute("aria-label", this.texts.open);
    button.addEventListener("click", () => this.onPicture(image.src));
    return button;
  }

  player(tag, name, item) {
    const player = made(tag, tag);
    player.controls = true;
    player.preload = "metadata";
    player.setAttribute("aria-label", name);
    player.src = this.media(item.media_id);
    return player;
  }

  menu({ head_content: head, list, tail_content: tail }) {
    const options = (Array.isArray(list) ? list : []).map((option) => this.option(option));
    return made("div", "bubble menu", ...[head && made("p", "", head), ...options, tail && made("p", "", tail)].filter(Boolean));
  }

  option(option) {
    const button = made("button", "option", String(option.content));
    button.type = "button";
    button.addEventListener("click", () => this.onOption(option));
    return button;
  }
}

function plain(text) {
  const bubble = made("p", "bubble", ...withLinks(text));
  bubble.dir = "auto";
  return bubble;
}

function card(className, title, detail, drawing) {
  const words = made("div", "words", titled(title), made("p", "detail", detail));
  return made("div", `card ${className}`, icon(drawing), words);
}

function news(one) {
  if (!one?.title) return null;
  return article(one.title, one.description, one.url, one.picurl);
}

function article(title, description, url, picture = "") {
  const card = made(isWeb(url) ? "a" : "div", "card article");
  if (isWeb(url)) Object.assign(card, { href: url, target: "_blank", rel: "noopener noreferrer nofollow" });
  if (isWeb(picture)) card.append(cover(picture));
  card.append(titled(title), made("p", "detail", description ?? ""));
  return card;
}

function cover(address) {
  const image = made("img", "cover");
  image.alt = "";
  image.addEventListener("error", () => image.remove());
  image.src = address;
  return image;
}

function titled(text) {
  const title = made("p", "card-title", text ?? "");
  title.dir = "auto";
  return title;
}

function isWeb(address) {
  return /^https?:\/\//i.test(address ?? "");
}
