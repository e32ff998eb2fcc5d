import { closeMenu } from "./menus.js";
import { page } from "./page.js";

const FIELDS = "input, textarea, select, [contenteditable]";
const ASKS = "[role='dialog'], [role='menu'], dialog";
const COLLEAGUE = "#agents > li:not([hidden]) > [data-invite]:enabled";
const OPEN = "dialog[open], [popover]:popover-open, #composer [role='dialog']:not([hidden])";

const find = (selector) => document.querySelector(selector);
const press = (selector) => () => isOn(find(selector)) && find(selector).click();
const isOn = (button) => Boolean(button) && !button.disabled && !button.hidden;

/** What single letters do. `_shortcuts.html` tells of each. */
const ACTS = {
  n: press("#next-customer"),
  w: showWaiting,
  j: () => step(1),
  k: () => step(-1),
  r: () => find("#message")?.focus(),
  q: press("#quick-replies-button"),
  c: press("#cards-button"),
  e: press("#emoji-button"),
  t: () => goToDetails("#add-tag"),
  m: () => goToDetails("#comment"),
  i: () => goToDetails(`${COLLEAGUE}:not([aria-disabled])`, COLLEAGUE), // who can't be asked says why
  x: () => find("#close-chat")?.focus(), // a slip of the finger closes nothing
  "?": showAll,
  "？": showAll,
};

/**
 * Single letters for what an agent does all day, unless the agent has switched them off. They are letters wherever one
 * writes, where an input method has the key, and where something open wants an answer first. Escape leaves a field of the
 * chat for its messages, so that letters count again. To be called before others listen for Escape.
 */
export function listenToShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape") leaveField(event.target);
    else if ("shortcuts" in page && isFree(event)) act(event);
  });
  find("#show-shortcuts").addEventListener("click", () => {
    closeMenu(find("#account"));
    showAll();
  });
}

function isFree({ target }) {
  return !target.closest(FIELDS) && !target.closest(ASKS) && !find(OPEN);
}

/** Caps lock changes nothing; Shift makes another key of a letter. */
function act(event) {
  const letter = event.shiftKey ? event.key : event.key.toLowerCase();
  if (!Object.hasOwn(ACTS, letter)) return;
  event.preventDefault(); // it would be typed where it leads to
  ACTS[letter]();
}

/** Not where Escape closes something: a panel, or the details while they stand over the chat. */
function leaveField(field) {
  const isInChat = field.matches(FIELDS) && field.closest("#open-chat") && !field.closest(ASKS);
  if (isInChat && !find("#side").hasAttribute("data-open")) find("#log")?.focus({ preventScroll: true });
}

function showAll() {
  find("#shortcuts").showModal();
}

function showWaiting() {
  const button = find("#waiting-button");
  if (!isOn(button)) return;
  if (button.ariaExpanded === "false") button.click();
  (find("#waiting .entry-button") ?? find("#waiting-search")).focus();
}

/** To the next of one's own chats, round; to the first where none of them is open. */
function step(by) {
  const chats = [...document.querySelectorAll("#mine .entry-button")];
  const here = chats.findIndex(({ ariaCurrent }) => ariaCurrent === "true");
  const next = here < 0 ? 0 : (here + by + chats.length) % chats.length;
  if (next !== here) chats[next]?.click();
}

/** To the first that is there, also while the details are put away. */
function goToDetails(...selectors) {
  const target = selectors.map(find).find(Boolean);
  const opener = find("[data-drawer='open']");
  if (!target) return;
  if (opener?.checkVisibility() && !find("#side").hasAttribute("data-open")) opener.click();
  target.focus();
}
