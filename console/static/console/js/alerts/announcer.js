const LASTS = 10_000;
const place = document.getElementById("announcer");

/** Tells screen readers, when they have nothing else to say. */
export function announce(text) {
  const node = document.createElement("p");
  node.textContent = text;
  place.append(node);
  setTimeout(() => node.remove(), LASTS); // else whoever browses the page finds old news
}
