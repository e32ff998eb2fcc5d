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
let offers = 0;

/** How many customers wait for everybody, as far as the page knows. */
export const waitingCount = () => waiting;

/** How many wait for this agent alone: Next customer has them, too. */
export function showOffers(count) {
  if (count === offers) return;
  offers = count;
  showNext();
}

/** The numbers at the top and on Next customer, and the alarms. */
export function putCounts(frame) {
  if (!counts.put(frame)) return;
  waiting = frame.waiting;
  for (const name of ["online", "waiting"]) showNumber(part(name), frame[name]);
  showLongest(frame.longest_since);
  showAlarms(frame.alarms);
  showNext();
}

function showNext() {
  const count = waiting + offers;
  next.ariaLabel = filled(next.dataset.words, { count });
  badge.textContent = count;
  badge.hidden = !count;
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
