const LONGEST = 300; // characters of a text that are looked at: it is done again with each key
const FIRST = 6; // for the very first character
const START = 5; // for one that begins a word
const NEXT = 6; // for one right after the one before
const GAP = -1; // for one later in the same word
const FAR = 0.1; // less for each character between two words
const FIELD = 6; // less for each text that is weightier
const NONE = -Infinity;

/**
 * The items of which a text holds the query's characters in their order, the best first; all of them for an empty query.
 * A character counts right after the one before, later in the same word, or where a word begins: "lco" finds "Late
 * check-out", "brkfst" finds "Breakfast". Every Chinese character is a word. `textsOf(item)`: the weightiest first.
 */
export function rank(query, items, textsOf) {
  const wanted = [...folded(query)].filter((letter) => letter.trim());
  if (!wanted.length) return [...items];
  const scored = items.map((item) => ({ item, score: bestOf(wanted, textsOf(item)) }));
  const hits = scored.filter(({ score }) => score > NONE);
  return hits.sort((one, other) => other.score - one.score).map(({ item }) => item);
}

function bestOf(wanted, texts) {
  return Math.max(NONE, ...texts.map((text, i) => scoreOf(wanted, [...folded(text)].slice(0, LONGEST)) - i * FIELD));
}

/** How well a text holds the wanted characters; -Infinity when it does not. */
function scoreOf(wanted, text) {
  const starts = text.map((letter, i) => isStart(letter, text[i - 1]));
  let row = text.map((letter, i) => (letter === wanted[0] ? startScore(i, starts) : NONE));
  for (const letter of wanted.slice(1)) row = nextRow(letter, text, starts, row);
  return Math.max(NONE, ...row);
}

function startScore(i, starts) {
  if (!starts[i]) return 0;
  return i ? START : FIRST;
}

/** For each place in the text: the best score of all so far that ends with the letter there. */
function nextRow(letter, text, starts, row) {
  let [anywhere, inWord] = [NONE, NONE]; // the best of the row before this place, and before it in this word
  return text.map((found, i) => {
    if (starts[i]) inWord = NONE;
    const after = (row[i - 1] ?? NONE) + NEXT;
    const score = found === letter ? Math.max(after, inWord + GAP, starts[i] ? anywhere + START : NONE) : NONE;
    anywhere = Math.max(anywhere - FAR, row[i]);
    inWord = Math.max(inWord, row[i]);
    return score;
  });
}

function isStart(letter, before = "") {
  return isCjk(letter) || (isOfWord(letter) && (!isOfWord(before) || isCjk(before)));
}

const isOfWord = (letter) => /[\p{L}\p{N}]/u.test(letter);
const isCjk = (letter) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter);
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
