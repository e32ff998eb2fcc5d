import { wordsOf } from "../alerts/words.js";
import { filled } from "../words.js";

/** The sentences of asking and being asked, in the page's language. */
export const says = document.getElementById("asks").dataset;

/** The title and body of an alert: a colleague asks this agent into a chat. */
export function requestWords({ askerName, ...about }, showsWords) {
  return { title: filled(says.asks, { name: askerName }), body: wordsOf(about, showsWords) };
}

/** The same for a customer whom this agent had before. */
export function offerWords(about, showsWords) {
  return { title: filled(says.isBack, about), body: wordsOf(about, showsWords) };
}
