/** The right column where there is no room for it: it slides in over the chat. */
export function listenToDrawer() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-drawer]");
    if (button) show(button.dataset.drawer === "open" && !isOpen());
    else if (isOpen() && !target.closest("#side")) show(false);
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && isOpen() && show(false));
}

const side = () => document.getElementById("side");
const opener = () => document.querySelector("[data-drawer='open']");
const isOpen = () => side().hasAttribute("data-open");

function show(isShown) {
  side().toggleAttribute("data-open", isShown);
  if (opener()) opener().ariaExpanded = String(isShown);
  (isShown ? side().querySelector("[data-drawer='close']") : opener())?.focus();
}
