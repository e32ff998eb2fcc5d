/** Buttons that open a menu: arrows move in it, Escape, Tab and a press elsewhere close it. */
export function listenToMenus() {
  for (const button of document.querySelectorAll("[data-menu]:not(#open-chat *)")) listenToMenu(button);
  document.addEventListener("pointerdown", ({ target }) => {
    for (const button of document.querySelectorAll("[data-menu][aria-expanded='true']")) {
      if (!button.parentElement.contains(target)) hide(button);
    }
  });
}

/** Closes the button's menu and gives the focus back to the button. */
export function closeMenu(button) {
  hide(button);
  button.focus();
}

/** The same for one that comes and goes with the open chat. `fill()` is called before it opens. Answers what opens it. */
export function listenToMenu(button, fill = () => {}) {
  const open = () => {
    fill();
    show(button);
  };
  button.addEventListener("click", () => (isOpen(button) ? closeMenu(button) : open()));
  button.parentElement.addEventListener("keydown", (event) => isOpen(button) && keyDown(button, event));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || isOpen(button)) return;
    event.preventDefault();
    event.stopPropagation(); // in the menu it would go one further
    open();
  });
  return open;
}

function keyDown(button, event) {
  const items = itemsOf(button);
  const here = items.indexOf(document.activeElement);
  const moves = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 };
  if (event.key === "Escape") closeMenu(button);
  else if (event.key === "Tab") hide(button);
  else if (event.key in moves && here >= 0) items[moves[event.key] % items.length].focus();
  else return;
  if (event.key !== "Tab") event.preventDefault();
}

function show(button) {
  menuOf(button).hidden = false;
  button.ariaExpanded = "true";
  const items = itemsOf(button);
  (items.find((item) => item.ariaChecked === "true") ?? items[0]).focus();
}

function hide(button) {
  menuOf(button).hidden = true;
  button.ariaExpanded = "false";
}

const isOpen = (button) => button.ariaExpanded === "true";
const menuOf = (button) => document.getElementById(button.dataset.menu);
const itemsOf = (button) => [...menuOf(button).querySelectorAll("[role^='menuitem']:not([hidden])")];
