const place = document.getElementById("toasts");
const LASTS = 8_000;
const MOST = 3;

/**
 * Says a sentence at the top of the screen, until it is dismissed or eight seconds have passed. With `deed`, a button of
 * its label stands beside it.
 */
export function toast(text, deed) {
  const node = document.createElement("div");
  node.className = "toast";
  node.append(paragraph(text), ...(deed ? [offer(node, deed)] : []), dismissal(node));
  place.append(node);
  while (place.children.length > MOST) place.firstElementChild.remove();
  setTimeout(() => node.remove(), LASTS);
}

function paragraph(text) {
  const node = document.createElement("p");
  node.textContent = text;
  return node;
}

function offer(node, { label, act }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = label;
  button.addEventListener("click", () => {
    node.remove();
    act();
  });
  return button;
}

function dismissal(node) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.ariaLabel = place.dataset.dismiss;
  button.append(document.querySelector(".side-close .icon").cloneNode(true));
  button.addEventListener("click", () => node.remove());
  return button;
}
