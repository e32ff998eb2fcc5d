/** Whether somebody looks at this page now: it can be seen, and its window is the one in use. */
export const isInFront = () => !document.hidden && document.hasFocus();

/** Calls back whenever the page comes to the front. */
export function whenInFront(callback) {
  const look = () => isInFront() && callback();
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
}
