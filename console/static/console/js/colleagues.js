import { arrange, patch } from "./dom.js";
import { element } from "./entries.js";
import { page } from "./page.js";

const versions = new Map();

/** The list of agents. It is asked for anew each time: opening a chat may move it. */
const list = () => document.getElementById("agents");

export function takeOverColleagues() {
  for (const node of list().children) versions.set(node.dataset.id, Number(node.dataset.version));
  markSelf();
}

/** Shows a colleague's state unless a newer one is shown. */
export function putColleague({ id, version, html }) {
  if (version < (versions.get(id) ?? 0)) return false;
  versions.set(id, version);
  const fresh = element(html);
  const old = [...list().children].find((node) => node.dataset.id === id);
  if (old) patch(old, fresh);
  else arrange(list(), [...list().children, fresh].sort(byName));
  markSelf();
  return true;
}

function byName(a, b) {
  return a.dataset.name.localeCompare(b.dataset.name) || a.dataset.id - b.dataset.id;
}

/** The list is about the others. */
function markSelf() {
  for (const node of list().children) node.hidden = node.dataset.id === page.agent;
}
