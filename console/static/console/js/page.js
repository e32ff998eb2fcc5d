/** In the admin panel, whose <body> is not ours, an element of its own holds what ours has. */
const holder = document.getElementById("page") ?? document.body;

/** What the server wrote there: who looks at the page, and the addresses that its scripts call. */
export const page = holder.dataset;

/** The language in which the page is written, for Intl. */
export const language = document.documentElement.lang;

export const csrfToken = JSON.parse(holder.getAttribute("hx-headers"))["X-CSRFToken"];

/** To the sign-in page, and back here afterwards. Drafts stay in the tab's storage. */
export function leave(login = page.login) {
  const door = new URL(login, location.href);
  door.searchParams.set("next", location.pathname);
  location.assign(door);
}
