import { writeTimes } from "./times.js";

const line = document.getElementById("sending");
const troubles = { unsent: document.getElementById("unsent"), refused: document.getElementById("refused") };

/** A reply that the server has not acknowledged yet, drawn like the message that it will become. */
export function lineOf(item) {
  const node = line.content.firstElementChild.cloneNode(true);
  node.dataset.clientId = item.clientId;
  fill(node, item);
  node.querySelector("time").dateTime = item.at;
  writeTimes(node);
  return markLine(node, item);
}

/** Says under the line whether it is on its way, waits to be sent again, or was refused, and why. */
export function markLine(node, item) {
  node.dataset.state = item.state === "sending" ? "pending" : item.state;
  node.querySelector(".message-state").hidden = item.state !== "sending";
  markUpload(node, item);
  node.querySelector(".trouble")?.remove();
  if (item.state in troubles) node.append(troubleOf(item));
  return node;
}

function fill(node, { text, picture }) {
  node.querySelector(".message-text").textContent = text;
  const image = node.querySelector(".sending-picture");
  if (picture) image.src = picture;
  else image.remove();
}

function markUpload(node, { file, state, share = 0 }) {
  const part = node.querySelector(".sending-upload");
  if (!part) return;
  if (!file) return part.remove();
  part.hidden = state !== "sending";
  part.querySelector("progress").value = share;
}

function troubleOf({ state, error }) {
  const trouble = troubles[state].content.firstElementChild.cloneNode(true);
  if (error) trouble.querySelector("p").textContent = error;
  return trouble;
}
