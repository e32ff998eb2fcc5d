// Web addresses in a text become links. Only http and https: a javascript: address stays text.

const ADDRESS = /\bhttps?:\/\/[\w[][\w\-.~:/?#[\]@!$&'()*+,;=%]*/gi;
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
