import { Counts } from "./store.js";
import { writeTimes } from "./times.js";
import { filled } from "./words.js";

const counts = new Counts();
const summary = document.getElementById("summary");
const part = (name) => summary.querySelector(`[data-count="${name}"]`);
const next = document.getElementById("next-customer");
const badge = document.getElementById("next-count");
const alarms = document.getElementById("alarms");
let shownAlarms = null; // those that the page was drawn with, after the first frame

let waiting = 0;

/** How many customers wait, as far as the page knows. */
export const waitingCount = () => waiting;

/** The numbers at the top and on Next customer, and the alarms. */
export function putCounts(frame) {
  if (!counts.put(frame)) return;
  waiting = frame.waiting;
  for (const name of ["online", "waiting"]) showNumber(part(name), frame[name]);
  showLongest(frame.longest_since);
  next.ariaLabel = filled(next.dataset.words, { count: frame.waiting });
  showAlarms(frame.alarms);
  badge.textContent = frame.waiting;
  badge.hidden = !frame.waiting;
}

/** Drawn anew only when they change: each change is read out. */
function showAlarms(html) {
  if (shownAlarms !== null && html !== shownAlarms) alarms.innerHTML = html;
  shownAlarms = html;
  writeTimes(alarms);
}

function showNumber(node, count) {
  node.textContent = filled(node.dataset.words, { count });
}

function showLongest(since) {
  part("longest").hidden = !since;
  part("longest").querySelector("time").dateTime = since ?? "";
  writeTimes(summary);
}
