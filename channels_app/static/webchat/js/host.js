// The page around us. It speaks first: whether the chat is open, and who the visitor is if the site has signed for them.
// We answer only a parent whose exact origin the site has listed, and only there.

export class Host {
  constructor({ button, origins }) {
    this.origin = null;
    this.onState = () => {};
    this.first = new Promise((resolve) => (this.begin = resolve));
    window.addEventListener("message", (event) => this.isKnown(event, origins) && this.hear(event, button));
    button.addEventListener("click", () => this.tell("close"));
    document.addEventListener("keydown", (event) => leaves(event) && this.tell("close"));
    if (window.parent === window) this.begin({ open: true });
  }

  tell(type, value) {
    if (this.origin) window.parent.postMessage({ type: `grata:${type}`, value }, this.origin);
  }

  isKnown({ source, origin, data }, origins) {
    const isListed = origin === location.origin || origins.includes(origin);
    return source === window.parent && isListed && data?.type === "grata:state";
  }

  hear({ origin, data }, button) {
    this.origin = origin;
    button.hidden = false;
    this.tell("ready");
    this.begin(data);
    this.onState(data);
  }
}

function leaves({ key, isComposing }) {
  return key === "Escape" && !isComposing && !document.querySelector("dialog[open]");
}
