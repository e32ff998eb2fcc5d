import { arrange, patch } from "./dom.js";
import { element } from "./entries.js";
import { ask } from "./http.js";
import { isNamed } from "./names.js";
import { page } from "./page.js";

const PAUSE = 250; // milliseconds after the last key
const known = new Map(); // agent -> { version, node }, whether or not the node is in the list
const [list, box, more, none] = ["agents", "find-agent", "more-agents", "no-agent"].map((id) => document.getElementById(id));
let next = more.dataset.more; // where the list goes on; empty: it is whole
let search = { wanted: "", next: "", isOver: true };
let turn = 0;
let timer = null;
let changed = () => {};

/** Takes over what the server has drawn. `drawn()` is called when entries were drawn that no push brought. */
export function takeOverColleagues(drawn) {
  changed = drawn;
  for (const node of list.children) known.set(node.dataset.id, { version: Number(node.dataset.version), node });
  box.addEventListener("input", find);
  more.addEventListener("click", () => goOn(search.wanted ? search.next : next));
  show();
}

/** Keeps a colleague's state unless a newer one is known. Who is behind the end of the list stays there. */
export function putColleague(frame) {
  const isNews = keep(frame);
  if (!next) place([known.get(frame.id).node]);
  show();
  return isNews;
}

/** Those who are not offline, by name, as far as the page knows them. */
export function colleaguesThere() {
  const nodes = [...known.values()].map(({ node }) => node);
  return nodes.filter(({ dataset }) => dataset.presence !== "offline").sort(byName);
}

/** Where the first page of all who are not offline is; empty if the page knows everybody. */
export function thereUrl() {
  return next && `${box.dataset.url}?there=1`;
}

/** Gets to know a page of them: its nodes, and where the next page is, or the sentence that says what went wrong. */
export async function meet(url) {
  const { data, error } = await ask(url);
  if (error) return { nodes: [], error };
  for (const frame of data.frames) keep(frame);
  changed();
  return { nodes: data.frames.map(({ id }) => known.get(id).node), next: data.more };
}

function keep({ id, version, html }) {
  const old = known.get(id);
  if (version < (old?.version ?? 0)) return false;
  const fresh = element(html);
  if (old) patch(old.node, fresh);
  known.set(id, { version, node: old?.node ?? fresh });
  return true;
}

function place(nodes) {
  if (nodes.every(({ parentNode }) => parentNode === list)) return;
  arrange(list, [...new Set([...list.children, ...nodes])].sort(byName));
}

/** Among those who are there already at once, among all others after a moment. */
function find() {
  const wanted = box.value.trim();
  const url = `${box.dataset.url}?${new URLSearchParams({ search: wanted })}`;
  search = { wanted, next: "", isOver: !wanted || !next };
  turn += 1;
  clearTimeout(timer);
  if (!search.isOver) timer = setTimeout(() => goOn(url), PAUSE);
  show();
}

/** Of two questions only the later one's answer counts. */
async function goOn(url) {
  const asked = ++turn;
  const { nodes, error, next: following } = await meet(url);
  if (asked !== turn) return;
  search.isOver = true;
  if (!error && search.wanted) search.next = following;
  else if (!error) next = following;
  place(nodes);
  show(error);
  changed();
}

/** The list is about the others, and about those who are looked for. */
function show(error = "") {
  const hadFocus = document.activeElement === more;
  for (const node of list.children) node.hidden = node.dataset.id === page.agent || !isNamed(node.dataset.name, search.wanted);
  const isEmpty = search.isOver && search.wanted && [...list.children].every((node) => node.hidden);
  const words = error || (isEmpty ? none.dataset.words : "");
  if (none.textContent !== words) none.textContent = words;
  more.hidden = !(search.wanted ? search.next : next);
  if (hadFocus && more.hidden) box.focus();
}

function byName(a, b) {
  return a.dataset.name.localeCompare(b.dataset.name) || a.dataset.id - b.dataset.id;
}
