const words = document.getElementById("words").dataset;

/** A sentence of the page in its language, with its {holes} filled. */
export function word(name, values = {}) {
  return filled(words[name], values);
}

export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}
