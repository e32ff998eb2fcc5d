const viewer = document.getElementById("viewer");
const part = (name) => viewer.querySelector(`.viewer-${name}`);
const picture = Object.assign(document.createElement("img"), { className: "viewer-picture", alt: viewer.ariaLabel });
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
let pictures = [];
let current = 0;

/** A chat's pictures in full size. Escape, the button and a press beside the picture close; arrows go to the others. */
export function listenToViewer() {
  document.addEventListener("click", pressedPicture);
  viewer.addEventListener("click", ({ target }) => target === viewer && viewer.close());
  viewer.addEventListener("keydown", keyDown);
  viewer.addEventListener("close", () => picture.remove());
  part("close").addEventListener("click", () => viewer.close());
  part("previous").addEventListener("click", () => go(-1));
  part("next").addEventListener("click", () => go(1));
}

/** With a modifier key the link does what links do. */
function pressedPicture(event) {
  const link = event.target.closest("a[data-picture]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  pictures = [...document.querySelectorAll("a[data-picture]")].map(({ href }) => href);
  show(pictures.indexOf(link.href));
  viewer.showModal();
}

function keyDown(event) {
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  go(STEPS[event.key]);
}

function go(step) {
  if (pictures[current + step]) show(current + step);
}

function show(index) {
  current = index;
  picture.src = part("download").href = pictures[index];
  viewer.prepend(picture);
  part("place").textContent = pictures.length > 1 ? `${index + 1} / ${pictures.length}` : "";
  part("previous").hidden = index === 0;
  part("next").hidden = index === pictures.length - 1;
  if (!viewer.contains(document.activeElement)) part("close").focus();
}
