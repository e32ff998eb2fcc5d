const PATIENCE = 1_000;
let timer = null;
let isShown = false;

/** Says that the page is not up to date, once that has lasted for a second. */
export function tellReady(ready) {
  clearTimeout(timer);
  if (ready) show(false);
  else timer = setTimeout(() => show(true), PATIENCE);
}

/** Shows the same in a panel that has just been opened. */
export function showOffline() {
  show(isShown);
}

function show(shown) {
  isShown = shown;
  document.querySelector("#offline > span").hidden = !shown;
}
