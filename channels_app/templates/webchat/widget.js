(() => {
  "use strict";
  const setup = {{ setup|safe }};
  const script = document.currentScript || document.querySelector(`script[src*="/webchat/${setup.key}/widget.js"]`);
  if (window.Grata || !script) return;

  const frameUrl = new URL("frame/", script.src);
  const languages = [document.documentElement.lang, setup.language, "en"];
  const texts = setup.texts[languages.map(ours).find(Boolean)];
  const css = `
    :host { all: initial !important; }
    [hidden] { display: none !important; }
    button, div { position: fixed; z-index: 2147483647; right: 20px; bottom: 20px; box-sizing: border-box; margin: 0; }
    button { width: 56px; height: 56px; padding: 14px; border: 0; border-radius: 50%; background: #0b7a5b; color: #fff;
      cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
    button:hover { background: #075c44; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b7a5b; }
    svg { display: block; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    div { width: 372px; height: min(596px, calc(100vh - 40px)); overflow: hidden; border-radius: 16px; background: #f5f6f4;
      box-shadow: 0 12px 48px rgb(0 0 0 / .28); }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark; }
    @media (prefers-color-scheme: dark) { div { background: #0f1211; } }
    @media (max-width: 480px) { div { inset: 0; width: 100%; height: 100%; border-radius: 0; } }
    @media print { :host { display: none !important; } }`;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const panel = document.createElement("div");
  let frame = null;
  let greeted = false;

  function ours(language) {
    const tag = (language || "").toLowerCase();
    if (!tag.startsWith("zh")) return tag.split("-")[0] in setup.texts && tag.split("-")[0];
    return /hant|tw|hk|mo/.test(tag) ? "zh-hant" : "zh-hans";
  }

  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M7.9 20A9 9 0 1 0 4 16.1L2 22Z");
    svg.append(path);
    return svg;
  }

  function show(visible) {
    panel.hidden = !visible;
    button.setAttribute("aria-label", visible ? texts.close : texts.open);
    button.setAttribute("aria-expanded", String(visible));
    button.hidden = visible && greeted;
  }

  function open() {
    if (!frame) addFrame();
    show(true);
    frame.focus();
    if (greeted) tell("grata:open");
  }

  function close() {
    if (panel.hidden) return;
    show(false);
    button.focus();
  }

  function addFrame() {
    frame = document.createElement("iframe");
    frame.title = texts.title;
    frame.allow = "microphone";
    frame.src = frameUrl.href;
    frame.addEventListener("load", () => tell("grata:open"));
    panel.append(frame);
  }

  function tell(type) {
    frame.contentWindow.postMessage({ type }, frameUrl.origin);
  }

  function hear(event) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== frameUrl.origin) return;
    if (event.data?.type === "grata:close") close();
    if (event.data?.type === "grata:ready") {
      greeted = true;
      button.hidden = !panel.hidden;
    }
  }

  function start() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    button.type = "button";
    button.append(icon());
    root.append(panel, button);
    show(false);
    button.addEventListener("click", () => (panel.hidden ? open() : close()));
    root.addEventListener("keydown", (event) => event.key === "Escape" && close());
    window.addEventListener("message", hear);
    document.body.append(host);
  }

  window.Grata = Object.freeze({ open, close });
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
