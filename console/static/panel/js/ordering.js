/** Rows of a list are put in order by their handles: dragged, or moved by the arrow keys. Each move is saved at once. */

const table = document.querySelector("#result_list");
const place = document.querySelector("#panel-order");
let dragged = null;

const handles = () => [...table.querySelectorAll(".order-handle")];
const rowOf = (handle) => handle.closest("tr");
const isAmongItsOwn = (handle, other) => handle !== other && handle.dataset.group === other.dataset.group;
const nameOf = (handle) => rowOf(handle).querySelector("th a")?.textContent.trim() ?? "";

function say(text) {
  place.textContent = text;
}

function put(handle, target, isAfter) {
  rowOf(target)[isAfter ? "after" : "before"](rowOf(handle));
}

async function save(handle) {
  const all = handles();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("rows", all.map(({ dataset }) => dataset.row).join(","));
  body.set("moved", handle.dataset.row);
  try {
    const answer = await fetch(place.dataset.url, { method: "POST", body, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    show((await answer.json()).positions);
    const words = place.dataset.words.replace("{name}", nameOf(handle));
    say(words.replace("{place}", all.indexOf(handle) + 1).replace("{all}", all.length));
  } catch {
    say(place.dataset.failed);
  }
}

/** What stands in the boxes is what is saved. */
function show(positions) {
  for (const handle of handles()) {
    const box = rowOf(handle).querySelector(".field-position input");
    if (box) box.value = box.defaultValue = positions[handle.dataset.row];
  }
}

function onKey(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const handle = event.target.closest(".order-handle");
  if (!step || !handle) return;
  event.preventDefault();
  const all = handles();
  const other = all[all.indexOf(handle) + step];
  if (!other || !isAmongItsOwn(handle, other)) return;
  put(handle, other, step > 0);
  handle.focus();
  save(handle);
}

function onDragStart(event) {
  dragged = event.target.closest(".order-handle");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.row);
  event.dataTransfer.setDragImage(rowOf(dragged), 12, 12);
  rowOf(dragged).classList.add("order-dragged");
}

function onDragOver(event) {
  const other = event.target.closest("tr")?.querySelector(".order-handle");
  if (!dragged || !other) return;
  if (other !== dragged && !isAmongItsOwn(dragged, other)) return;
  event.preventDefault();
  if (other === dragged) return;
  const { top, height } = rowOf(other).getBoundingClientRect();
  put(dragged, other, event.clientY > top + height / 2);
}

function onDragEnd() {
  if (!dragged) return;
  rowOf(dragged).classList.remove("order-dragged");
  save(dragged);
  dragged = null;
}

/** Sorted by something else, a list shows no order that could be changed. */
const isSorted = new URLSearchParams(location.search).has("o");
if (table && place?.dataset.url && !isSorted) {
  table.classList.add("order-on");
  table.addEventListener("keydown", onKey);
  table.addEventListener("dragstart", onDragStart);
  table.addEventListener("dragover", onDragOver);
  table.addEventListener("drop", (event) => event.preventDefault());
  table.addEventListener("dragend", onDragEnd);
}
