// Web addresses in a text become links. Only http and https: a javascript: address stays text. So does a host that goes on
// in another script (https://www.例え.jp): its beginning would lead elsewhere.

const OTHER_SCRIPT = String.raw`(?![\p{L}\p{N}_.\-@:]{0,253}[^\P{L}\x00-\x7f][\p{L}\p{N}_\-]{0,63}\.[\p{L}\p{N}])`;
const ADDRESS = new RegExp(String.raw`\bhttps?:\/\/${OTHER_SCRIPT}[A-Za-z0-9_[][A-Za-z0-9_\-.~:\/?#[\]@!$&'()*+,;=%]*`, "giu");
const TRAILING = /[.,;:!?'")\]]+$/;

export function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    nodes.push(text.slice(end, match.index), link(address));
    end = match.index + address.length;
  }
  return [...nodes, text.slice(end)].filter((node) => node !== "");
}

function link(address) {
  const element = document.createElement("a");
  element.href = address;
  element.target = "_blank";
  element.rel = "noopener noreferrer nofollow";
  element.textContent = address;
  return element;
}
