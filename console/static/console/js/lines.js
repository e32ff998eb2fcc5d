import { writeTimes } from "./times.js";

const line = document.getElementById("sending");
const trouble = document.getElementById("unsent");

/** A reply that the server has not acknowledged yet, drawn like the message that it will become. */
export function lineOf(item) {
  const node = line.content.firstElementChild.cloneNode(true);
  node.dataset.clientId = item.clientId;
  node.querySelector(".message-text").textContent = item.text;
  node.querySelector("time").dateTime = item.at;
  writeTimes(node);
  return markLine(node, item);
}

/** Says under the line whether it is on its way or waits to be sent again. */
export function markLine(node, item) {
  const isUnsent = item.state === "unsent";
  node.dataset.state = isUnsent ? "unsent" : "pending";
  node.querySelector(".message-state").hidden = isUnsent;
  node.querySelector(".trouble")?.remove();
  if (isUnsent) node.append(trouble.content.firstElementChild.cloneNode(true));
  return node;
}
