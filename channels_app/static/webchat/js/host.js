// The page around us. It speaks first; we answer only a parent whose exact origin the site has listed, and only there.

export function connectHost({ button, origins, onOpen }) {
  let host = null;
  const close = () => host && window.parent.postMessage({ type: "grata:close" }, host);

  window.addEventListener("message", (event) => {
    const known = event.origin === location.origin || origins.includes(event.origin);
    if (event.source !== window.parent || !known || event.data?.type !== "grata:open") return;
    host = event.origin;
    button.hidden = false;
    window.parent.postMessage({ type: "grata:ready" }, host);
    onOpen();
  });
  button.addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && close());
}
