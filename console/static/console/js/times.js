import { language } from "./page.js";
import { word } from "./words.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RELATIVE_MOST = 4 * HOUR;
const CLOSING_MOST = 2 * HOUR;

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const longDate = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const weekday = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });
const days = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

const WRITERS = { relative, waited, closes, clock: (at) => clock.format(at), day: dayName };

/** Writes the times of a part of the page in the reader's language and time zone, as of now. */
export function writeTimes(root, now = Date.now()) {
  for (const node of root.querySelectorAll("time[datetime]")) {
    const at = new Date(node.dateTime);
    const kind = Object.keys(WRITERS).find((name) => name in node.dataset);
    if (!kind || Number.isNaN(at.valueOf())) continue;
    const text = WRITERS[kind](at, now, node.dataset[kind]);
    if (node.textContent !== text) node.textContent = text;
    if (kind !== "day") node.title = exact.format(at);
    if (kind === "waited") node.toggleAttribute("data-late", now - at >= MINUTE);
  }
}

/** The reader's calendar day of a moment, as a key. */
export function dayOf(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).toISOString();
}

function relative(at, now) {
  const ago = now - at;
  if (ago < RELATIVE_MOST) return duration(ago, "now");
  return dayOf(at) === dayOf(new Date(now)) ? clock.format(at) : date.format(at);
}

function waited(at, now, least) {
  return duration(now - at, least || "moment");
}

/** Nothing until the last two hours, or the last 24th of a shorter window of that many `seconds`. */
function closes(at, now, seconds) {
  const left = at - now;
  if (left <= 0 || left > Math.min(CLOSING_MOST, (seconds * 1000) / 24)) return "";
  const [hours, minutes] = [Math.floor(left / HOUR), Math.floor((left % HOUR) / MINUTE)];
  return word("closesIn", { time: hours ? word("hoursMinutes", { hours, minutes }) : duration(left, "moment") });
}

function duration(length, least) {
  if (length < MINUTE) return word(least);
  if (length < HOUR) return word("minutes", { count: Math.floor(length / MINUTE) });
  if (length < DAY) return word("hours", { count: Math.floor(length / HOUR) });
  return word("days", { count: Math.floor(length / DAY) });
}

function dayName(at, now) {
  const ago = Math.round((Date.parse(dayOf(new Date(now))) - Date.parse(dayOf(at))) / DAY);
  if (ago <= 1) return capital(days.format(-ago, "day"));
  return (ago < 180 ? weekday : longDate).format(at);
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
