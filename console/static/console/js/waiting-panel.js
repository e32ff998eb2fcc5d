const button = document.getElementById("waiting-button");
const panel = document.getElementById("waiting-panel");
const holder = document.getElementById("next");

/** The waiting list behind the arrow of Next customer: Escape or a press elsewhere closes it. */
export function listenToWaitingPanel() {
  button.addEventListener("click", () => show(panel.hidden));
  holder.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    button.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => holder.contains(target) || show(false));
}

export function openWaitingPanel() {
  show(true);
  button.focus();
}

export function closeWaitingPanel() {
  show(false);
}

function show(isOpen) {
  panel.hidden = !isOpen;
  button.ariaExpanded = String(isOpen);
}
