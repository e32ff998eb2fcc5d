const words = document.getElementById("words").dataset;

const LEFTWARD = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2068\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A sentence of the page in its language, with its {holes} filled. */
export function word(name, values = {}) {
  return filled(words[name], values);
}

export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => apart(values[name] ?? hole));
}

/** A name that runs from right to left, or turns what follows, keeps that to itself. */
function apart(value) {
  return LEFTWARD.test(value) ? `\u2068${value}\u2069` : value;
}
