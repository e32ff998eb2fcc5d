import { post } from "./http.js";
import { closeMenu } from "./menus.js";

const button = document.getElementById("presence");
const menu = document.getElementById("presence-menu");

/** The agent's own switch. */
export function listenToPresence({ apply, toast }) {
  menu.addEventListener("click", async ({ target }) => {
    const item = target.closest("[data-state]");
    if (!item) return;
    closeMenu(button);
    const { data, error } = await post(button.dataset.url, { state: item.dataset.state });
    if (error) toast(error);
    else apply(data.frames);
  });
}

/** Whether the agent has pressed Away. */
export const isAway = () => button.dataset.presence === "away";

/** Shows one's own presence, also when another tab or device has changed it. */
export function showPresence(presence) {
  button.dataset.presence = presence;
  button.querySelector("[data-presence-name]").textContent = button.dataset[presence];
  for (const item of menu.querySelectorAll("[data-state]")) item.ariaChecked = String(item.dataset.state === presence);
}
