// Web and e-mail addresses in a text become links. Only http and https: a javascript: address stays text. So does a host
// that goes on in another script (https://www.例え.jp): its beginning would lead elsewhere. An e-mail address is linked as a
// whole or not at all: what is part of an address with another scheme is none, nor is what goes on in letters of any
// alphabet. Chinese may touch it. No %: it could hide further lines for the mail.

const OTHER_SCRIPT = String.raw`(?![\p{L}\p{N}_.\-@:]{0,253}[^\P{L}\x00-\x7f][\p{L}\p{N}_\-]{0,63}\.[\p{L}\p{N}])`;
const ADDRESS = new RegExp(String.raw`\bhttps?:\/\/${OTHER_SCRIPT}[A-Za-z0-9_[][A-Za-z0-9_\-.~:\/?#[\]@!$&'()*+,;=%]*`, "giu");
const LETTER = String.raw`A-Za-z0-9\u00c0-\u060b\u0610-\u061a\u0620-\u0963\u0966-\u1fff`;
const OTHER_URL = String.raw`[A-Za-z][A-Za-z0-9+.\-]{0,20}:\/\/[\p{L}\p{N}_.\-~:\/?#\[\]@!$&'()*+,;=%]*`;
const NAME = String.raw`(?<![${LETTER}_.+%@\/\-])[A-Za-z0-9_](?:[A-Za-z0-9_.+\-]{0,62}[A-Za-z0-9_+\-])?`;
const HOST = String.raw`${OTHER_SCRIPT}(?:[A-Za-z0-9][A-Za-z0-9\-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![${LETTER}_@\-]|\.[${LETTER}])`;
const MAIL = new RegExp(`${OTHER_URL}|(?<mail>${NAME}@${HOST})`, "gu");
const TRAILING = /[.,;:!?'")\]]+$/;

export function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    nodes.push(...withMails(text.slice(end, match.index)), link(address, address));
    end = match.index + address.length;
  }
  return [...nodes, ...withMails(text.slice(end))].filter((node) => node !== "");
}

function withMails(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: found, index, groups } of text.matchAll(MAIL)) {
    if (!groups.mail) continue;
    nodes.push(text.slice(end, index), link(`mailto:${found}`, found));
    end = index + found.length;
  }
  return [...nodes, text.slice(end)];
}

function link(address, words) {
  const element = document.createElement("a");
  element.href = address;
  element.target = "_blank";
  element.rel = "noopener noreferrer nofollow";
  element.textContent = words;
  return element;
}
