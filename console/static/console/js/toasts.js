const place = document.getElementById("toasts");
const LASTS = 8_000;
const MOST = 3;

/** Says a sentence at the foot of the screen, until it is dismissed or eight seconds have passed. */
export function toast(text) {
  const node = document.createElement("div");
  node.className = "toast";
  node.append(paragraph(text), dismissal(node));
  place.append(node);
  while (place.children.length > MOST) place.firstElementChild.remove();
  setTimeout(() => node.remove(), LASTS);
}

function paragraph(text) {
  const node = document.createElement("p");
  node.textContent = text;
  return node;
}

function dismissal(node) {
  const button = document.createElement("button");
  button.type = "button";
  button.ariaLabel = place.dataset.dismiss;
  button.append(document.querySelector(".side-close .icon").cloneNode(true));
  button.addEventListener("click", () => node.remove());
  return button;
}
