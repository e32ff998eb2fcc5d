import { desk } from "./desk.js";

const button = document.getElementById("waiting-button");
const panel = document.getElementById("waiting-panel");
const holder = document.getElementById("next");
const next = document.getElementById("next-customer");
const search = document.getElementById("waiting-search");

/** The waiting list behind the arrow of Next customer: Escape or a press elsewhere closes it. */
export function listenToWaitingPanel() {
  button.addEventListener("click", () => show(panel.hidden));
  holder.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    button.focus();
  });
  desk.addEventListener("change", follow);
  document.addEventListener("pointerdown", ({ target }) => holder.contains(target) || show(false));
}

/** Where the list is hidden, one comes to Next customer. */
export function openWaitingPanel() {
  show(desk.showsList);
  (desk.showsList ? button : next).focus();
}

export function closeWaitingPanel() {
  show(false);
}

function show(isOpen) {
  panel.hidden = !isOpen;
  button.ariaExpanded = String(isOpen);
  if (!isOpen) forgetSearch();
}

/** Whoever opens the list again sees everybody. */
function forgetSearch() {
  if (!search.value) return;
  search.value = "";
  search.dispatchEvent(new Event("input"));
}

function follow() {
  button.hidden = !desk.showsList;
  if (button.hidden) show(false);
}
