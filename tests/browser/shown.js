// What a page shows, part by part, as lines: without relative times, without what scripts keep for themselves,
// and without the names that browsers give to microphones, which may be others for each page.
() => {
  const PARTS = ["#summary", "#next", "#mine", "#recent", ".chat-header", ".banner-people", ".ask:not([hidden])", "#log", "#answer", "#side"];
  const OWN = ["title", "style", "data-late", "data-version", "data-device", "aria-live"];

  function lines(node, depth) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? ["  ".repeat(depth) + node.data.trim().replace(/\s+/g, " ")] : [];
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".unread-mark")) return []; // depends on who looked when
    const inside = node.matches("time, .pill-time") ? [] : [...node.childNodes].flatMap((child) => lines(child, depth + 1));
    return ["  ".repeat(depth) + head(node), ...inside];
  }

  function head(node) {
    const names = node.getAttributeNames().filter((name) => !OWN.includes(name) || (name === "data-version" && counts(node)));
    const attributes = names.sort().map((name) => `${name}=${plain(name, node.getAttribute(name))}`);
    const state = ["value", "disabled", "checked"].filter((name) => name in node).map((name) => `.${name}=${node[name]}`);
    return [node.nodeName.toLowerCase(), ...attributes, ...state].join(" ");
  }

  // A heartbeat raises an agent's version and is no news; the panel's says when it was drawn.
  const counts = (node) => ["chat", "message"].includes(node.dataset.entity);
  const plain = (name, value) => (name === "class" ? value.split(" ").filter((one) => !/^htmx-/.test(one)).join(" ") : value);

  const found = PARTS.flatMap((part) => [...document.querySelectorAll(part)]);
  return [document.title, ...found.flatMap((node) => lines(node, 0))].join("\n");
}
