import { Counts } from "./store.js";
import { writeTimes } from "./times.js";
import { filled } from "./words.js";

const counts = new Counts();
const summary = document.getElementById("summary");
const part = (name) => summary.querySelector(`[data-count="${name}"]`);
const next = document.getElementById("next-customer");
const alarms = document.getElementById("alarms");
let shownAlarms = null;
const badge = document.getElementById("next-count");

/** The numbers at the top, on Next customer and in the title. */
export function putCounts(frame) {
  if (!counts.put(frame)) return;
  for (const name of ["online", "waiting"]) showNumber(part(name), frame[name]);
  showLongest(frame.longest_since);
  showAlarms(frame.alarms);
  next.ariaLabel = filled(next.dataset.words, { count: frame.waiting });
  badge.textContent = frame.waiting;
  badge.hidden = !frame.waiting;
  document.title = frame.waiting ? `(${frame.waiting}) Grata` : "Grata";
}

/** Only what has changed is read out. */
function showAlarms(html) {
  if (html === shownAlarms) return;
  shownAlarms = html;
  alarms.innerHTML = html;
}

function showNumber(node, count) {
  node.textContent = filled(node.dataset.words, { count });
}

function showLongest(since) {
  part("longest").hidden = !since;
  part("longest").querySelector("time").dateTime = since ?? "";
  writeTimes(summary);
}
