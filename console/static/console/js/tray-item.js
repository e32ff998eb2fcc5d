import { filled } from "./words.js";

const PIXELS_MOST = 50_000_000; // the server refuses more

/**
 * One thing in the tray, as the customer will see it. `words` are the tray's, `place` is { at, last }; `tooLarge()` hears
 * of a picture with too many pixels.
 */
export function trayItem(item, words, place, tooLarge) {
  const node = document.createElement("li");
  node.className = `tray-item tray-${item.kind}`;
  node.dataset.at = place.at;
  node.tabIndex = 0;
  node.setAttribute("aria-describedby", "tray-hint");
  node.setAttribute("aria-keyshortcuts", "Shift+ArrowLeft Shift+ArrowRight Delete");
  node.toggleAttribute("data-refused", Boolean(item.error));
  node.append(picture(item, tooLarge), caption(item), buttons(item, words, place));
  return node;
}

function picture({ url, error }, tooLarge) {
  if (!url) return noPicture();
  const image = document.createElement("img");
  image.className = "tray-picture";
  image.alt = "";
  image.draggable = false;
  image.addEventListener("load", () => {
    if (!error && image.naturalWidth * image.naturalHeight > PIXELS_MOST) tooLarge();
  });
  image.addEventListener("error", () => image.replaceWith(noPicture())); // HEIC, in most browsers: the server can read it
  image.src = url;
  return image;
}

function noPicture() {
  const place = document.createElement("span");
  place.className = "tray-picture";
  return place;
}

function caption({ name, teaser, site, mark, language, error }) {
  const words = document.createElement("span");
  words.className = "tray-words";
  words.append(line("name", name, language));
  for (const [what, text] of Object.entries({ teaser, site, mark, error })) if (text) words.append(line(what, text, ""));
  if (teaser) words.querySelector(".tray-teaser").lang = language;
  return words;
}

function line(what, text, language) {
  const words = document.createElement("span");
  words.className = `tray-${what}`;
  words.dir = "auto";
  if (language) words.lang = language;
  words.textContent = text;
  return words;
}

function buttons(item, words, { at, last }) {
  const row = document.createElement("span");
  row.className = "tray-buttons";
  if (at > 0) row.append(button("earlier", "‹", item, words));
  if (at < last) row.append(button("later", "›", item, words));
  row.append(button("remove", "×", item, words));
  return row;
}

function button(what, sign, { name }, words) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = `tray-button tray-${what}`;
  node.dataset[what] = "";
  node.ariaLabel = filled(words[what], { name });
  node.textContent = sign;
  return node;
}
