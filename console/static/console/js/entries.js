/** From what the server sent, a frame or a piece of the page, to what the store keeps. */

export function element(html) {
  return elements(html)[0];
}

export function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

export function chatOfFrame(frame) {
  const body = frame.html ? element(frame.html) : null;
  const { agents, were, state, customer, names, closed_how: closedHow, offered, offered_until: until } = frame;
  const is = { version: frame.version, state, closedHow, customer, agents, were, names, offered, until };
  return { ...keys(body), id: Number(frame.id), ...is, body };
}

export function chatOfElement(body) {
  const { id, version, state, closedHow, customer, agents, were, offered, offeredUntil: until } = body.dataset;
  const people = { agents: split(agents), were: split(were), names: [], offered, until };
  return { ...keys(body), ...people, id: Number(id), version: Number(version), state, closedHow, customer, body };
}

export function messageOfFrame(frame) {
  return messageOfElement(element(frame.html));
}

export function messageOfElement(body) {
  const { id, version, order, clientId, chat, customer } = body.dataset;
  return { id, version: Number(version), order, clientId, chat: Number(chat), customer, body };
}

function keys(body) {
  const { activity = "", waiting = "", closed = "", unread = "0", unreadSince = "" } = body?.dataset ?? {};
  const told = { about: body && aboutOf(body), marks: body && marksOf(body.dataset) };
  return { activity, waiting, closed, unread: Number(unread), unreadSince, ...told };
}

/** What else is to be known of it: whether it began in business hours, who was given it, whether it ends soon. */
function marksOf({ inHours, given, warned }) {
  return { inHours: Number(inHours), given: split(given), warned };
}

/** In words, for wherever they are told outside the lists. A body is not asked later: drawing it may take it apart. */
function aboutOf(body) {
  const text = (part) => body.querySelector(part).textContent.trim();
  const { chatUrl: url, claimUrl, passingUrl } = body.querySelector("[data-chat-url]").dataset;
  const [name, channel, words] = [".entry-name", ".entry-channel", ".entry-words"].map(text);
  return { name, channel, words, url, claimUrl, passingUrl };
}

function split(ids) {
  return ids.split(" ").filter(Boolean);
}
