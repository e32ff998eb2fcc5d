(() => {
  "use strict";
  const setup = {{ setup|safe }};
  const early = window.Grata;
  const path = "{{ path }}";
  if (early?.identify) return console.warn("Grata: this page has a chat already; left out: " + path);

  // A module and a tag manager leave no current script, and a proxy's address would lead nowhere.
  const script = document.currentScript || document.querySelector(`script[src*="${path}"]`);
  const home = new URL("frame/", script?.src.includes(path) ? script.src : setup.url);
  const data = script?.dataset ?? {};
  const side = /^(left|right)$/.test(data.position) ? data.position : setup.side;
  const mark = "grata:" + path;
  const css = `{{ css|safe }}`;

  const [host, button, badge, status, panel] = ["div", "button", "b", "p", "div"].map((tag) => document.createElement(tag));
  const root = host.attachShadow({ mode: "open" });
  let frame, from, greeted, leaving, loaded, token, wanted, texts;
  let unread = 0;
  let forced = ours(data.language);

  function ours(language) {
    const tag = String(language).toLowerCase();
    const zh = /hant|^zh-(tw|hk|mo)/.test(tag) ? "zh-hant" : "zh-hans";
    const code = /^zh\b/.test(tag) ? zh : tag.split("-")[0];
    return setup.texts[code] && code;
  }

  // A page may have no storage.
  function kept(act) {
    try {
      return act(localStorage);
    } catch {}
  }

  function emit(name, detail) {
    dispatchEvent(new CustomEvent("grata:" + name, { detail }));
  }

  function fits() {
    return new RegExp(setup.pages).test(location.pathname);
  }

  function draw() {
    const isOpen = !panel.hidden;
    texts = setup.texts[[forced, setup.language, ...navigator.languages, "en"].map(ours).find(Boolean)];
    status.textContent = unread ? texts[3] + unread : "";
    badge.textContent = unread > 99 ? "99+" : unread;
    badge.hidden = !unread;
    button.hidden = isOpen ? greeted : !(wanted ?? (setup.button && fits()));
    button.ariaLabel = isOpen ? texts[1] : texts[0] + (unread ? ", " + status.textContent : "");
    button.ariaExpanded = isOpen;
  }

  function load() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = texts[2];
    frame.allow = "autoplay; microphone";
    home.search = forced ? "lang=" + forced : "";
    frame.src = home;
    frame.onload = () => {
      loaded = true;
      tell();
    };
    panel.append(frame);
  }

  function tell() {
    if (!loaded) return;
    frame.contentWindow.postMessage({ type: "grata:state", open: !panel.hidden, token, leaving }, home.origin);
    leaving = false;
  }

  function show(visible) {
    if (panel.hidden !== visible) return;
    panel.hidden = !visible;
    draw();
    tell();
    emit(visible ? "open" : "close");
  }

  const heard = {
    close: () => calls.close(),
    ready() {
      greeted = true;
      draw();
    },
    unread(count) {
      if (count === unread) return;
      unread = count;
      draw();
      emit("unread", unread);
    },
    known: () => kept((storage) => (storage[mark] = 1)),
    expired: () => emit("expired"),
    forgotten() {
      token = null;
      kept((storage) => delete storage[mark]);
      heard.unread(0);
    },
  };

  const calls = {
    open() {
      if (panel.hidden) from = document.activeElement;
      load();
      show(true);
      frame.focus();
    },
    close() {
      const held = document.activeElement === host;
      show(false);
      if (held) (button.hidden ? from : button).focus();
    },
    show() {
      wanted = true;
      draw();
    },
    hide() {
      wanted = false;
      calls.close();
      draw();
    },
    identify(jwt) {
      token = String(jwt);
      tell();
    },
    logout() {
      leaving = !!(frame || kept((storage) => storage[mark]));
      heard.forgotten();
      if (leaving) load();
      tell();
    },
    language(code) {
      forced = ours(code);
      draw();
      if (!frame) return;
      frame.remove();
      frame = loaded = null;
      load();
    },
    on: (name, handler) => addEventListener("grata:" + name, (event) => handler(event.detail)),
    push: (call) => call(Grata),
  };

  const ready = new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else resolve();
  }).then(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    button.append(badge);
    status.role = "status";
    panel.hidden = true;
    root.append(panel, button, status);
    draw();
    button.onclick = () => (panel.hidden ? calls.open() : calls.close());
    root.addEventListener("keydown", (event) => event.key === "Escape" && calls.close());
    addEventListener("message", ({ source, origin, data }) => {
      if (source && source === frame?.contentWindow && origin === home.origin) heard[data?.type?.slice(6)]?.(data.value);
    });
    addEventListener("popstate", draw);
    window.navigation?.addEventListener("currententrychange", draw);
    document.addEventListener("click", (event) => {
      const isOwn = ({ id, classList }) => id === setup.own || classList?.contains(setup.own);
      if (!setup.own || !event.composedPath().some(isOwn)) return;
      event.preventDefault();
      calls.open();
    });
    host.popover = "manual"; // above the page, and out of reach of what it does to its root
    document.documentElement.append(host);
    host.showPopover?.();
    if (fits() && kept((storage) => storage[mark])) (window.requestIdleCallback ?? setTimeout)(load);
    emit("ready");
  });

  const Grata = (window.Grata = { ready: ready.then(() => Grata) });
  for (const name in calls) Grata[name] = (...values) => void ready.then(() => calls[name](...values));
  Object.freeze(Grata);
  if (Array.isArray(early)) early.forEach(Grata.push);
})();
