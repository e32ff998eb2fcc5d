/** Makes `nodes` the children of `parent`, moving as few of them as it can: focus and scrolling stay where they are. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  const focused = document.activeElement;
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let place = parent.firstChild;
  for (const node of nodes) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  if (focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}

/** Makes `old` look like `fresh` and leaves alone what is the same, so that nothing is read out or focused anew. */
export function patch(old, fresh) {
  if (old.isEqualNode(fresh) || isSameWidget(old, fresh)) return;
  if (old.nodeName !== fresh.nodeName) old.replaceWith(fresh);
  else if (old.nodeType === Node.ELEMENT_NODE) patchElement(old, fresh);
  else old.data = fresh.data;
}

/** A custom element has drawn itself, and perhaps plays: while its source is the same it is left alone. */
function isSameWidget(old, fresh) {
  return "src" in (old.dataset ?? {}) && old.nodeName === fresh.nodeName && old.dataset.src === fresh.dataset.src;
}

function patchElement(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [mine, theirs] = [[...old.childNodes], [...fresh.childNodes]];
  if (mine.length !== theirs.length) old.replaceChildren(...theirs);
  else mine.forEach((child, i) => patch(child, theirs[i]));
}
