// Cards that came one after the other stand side by side, in the line of the first. The other lines have nothing to show.

import { made } from "./made.js";

export function arrange(list) {
  let row = null;
  for (const line of list.children) {
    if (!line.card) row = null;
    else if (row && row.from === line.dataset.from) row.append(hidden(line).card);
    else row = begun(line);
  }
}

function begun(line) {
  line.hidden = false;
  line.row ??= rowFrom(line.dataset.from);
  line.row.replaceChildren(line.card);
  if (line.row.parentElement !== line) line.querySelector(".meta").before(line.row);
  return line.row;
}

// A focus alone brings nothing into sight of which some is to be seen already.
function rowFrom(from) {
  const row = Object.assign(made("div", "row"), { from });
  row.addEventListener("focusin", ({ target }) => target.scrollIntoView({ block: "nearest", inline: "nearest" }));
  return row;
}

function hidden(line) {
  line.hidden = true;
  line.row?.remove();
  return line;
}
