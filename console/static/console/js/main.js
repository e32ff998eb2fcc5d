import { startAlerts } from "./alerts/start.js";
import { startAsks } from "./asks/start.js";
import { putColleague, takeOverColleagues } from "./colleagues.js";
import { Composer } from "./composer.js";
import { putCounts } from "./counts.js";
import { CustomerPanel } from "./customer.js";
import { CustomerTyping } from "./customer-typing.js";
import { desk } from "./desk.js";
import { listenToDrawer } from "./drawer.js";
import { chatOfFrame, messageOfFrame } from "./entries.js";
import { Idle } from "./idle.js";
import { Lists } from "./lists.js";
import { Live } from "./live.js";
import { listenToMenus } from "./menus.js";
import { showOffline, tellReady } from "./offline.js";
import { OpenChat } from "./open-chat.js";
import { Outbox } from "./outbox.js";
import { leave, page } from "./page.js";
import { listenToPresence, showPresence } from "./presence.js";
import { listenToQueue } from "./queue.js";
import { listenToShortcuts } from "./shortcuts.js";
import { Chats } from "./store.js";
import { Thread } from "./thread.js";
import "./microphone-menu.js";
import "./push-to-talk.js";
import "./reply-window.js";
import "./voice-player.js";
import { writeTimes } from "./times.js";
import { toast } from "./toasts.js";
import { Typing } from "./typing.js";
import { listenToViewer } from "./viewer.js";
import { closeWaitingPanel, listenToWaitingPanel } from "./waiting-panel.js";

const TIMES_EVERY = 20_000;

const chats = new Chats(page.agent);
const outbox = new Outbox({ arrived: apply, refused, changed: () => thread.render(), dropped });
const thread = new Thread({ outbox, apply, toast });
const typing = new Typing((frame) => live.tell(frame));
const customerTyping = new CustomerTyping({ changed: () => lists.render(openChat.chat) });
const composer = new Composer({ outbox, toast, typed: (chat) => typing.typed(chat) });
const customer = new CustomerPanel({ apply, toast });
const live = new Live({
  cursor: page.cursor,
  socketUrl: new URL(page.socket, location.href.replace(/^http/, "ws")).href,
  changesUrl: page.changes,
  openChat: () => openChat.chat,
  apply,
  reload: () => location.reload(),
  signedOut: leave,
  onReady,
});
const insidersChanged = (chat) => asks.insidersChanged(chat);
const openChat = new OpenChat({ chats, live, opened, insidersChanged, toast });
const lists = new Lists({
  chats,
  open: (url) => openChat.open(url),
  claim: (url) => openChat.claim(url),
  isTyping: (chat) => customerTyping.isIn(chat),
});

const { alerts, look, put: putAlerts } = startAlerts({ chats, openChat, apply });
const asks = startAsks({ chats, openChat, apply, toast, alerts });

const puts = {
  chat: putChat,
  message: putMessage,
  agent: putAgent,
  alerts: putAlerts,
  transfer: asks.put,
  customer: (frame) => customer.show(frame),
  draft: (frame) => composer.putDraft(frame),
  desk: (frame) => desk.put(frame),
  queue: (frame) => desk.put(frame),
};

/** Shows frames, wherever they come from: a push, an answer or a catch-up. */
function apply(frames) {
  for (const frame of frames) {
    if (frame.type === "counts") putCounts(frame);
    else if (frame.type === "typing") customerTyping.put(frame);
    else if (frame.type === "gone") forget(frame);
    else if (frame.type === "line") lists.readLine();
    else if (frame.type === "put") puts[frame.entity]?.(frame);
  }
  draw();
}

function draw() {
  lists.render(openChat.chat);
  thread.render();
  openChat.check();
  asks.look();
  look();
}

function putChat(frame) {
  const chat = chatOfFrame(frame);
  const isNews = chats.put(chat);
  if (isNews && chat.body && String(chat.id) === openChat.chat) {
    customer.showEntry(chat.body);
    composer.showWindow(frame.window);
  }
}

function forget({ chats: gone, text }) {
  for (const id of gone) chats.drop(Number(id));
  if (!gone.includes(openChat.chat)) return;
  openChat.leave();
  toast(text);
}

function putMessage(frame) {
  const message = messageOfFrame(frame);
  thread.put(message);
  customerTyping.putMessage(message);
  outbox.settle(frame.client_id);
}

function putAgent(frame) {
  if (putColleague(frame) && frame.id === page.agent) showPresence(frame.presence);
}

/** A panel that few open brings its script. */
function opened(panel) {
  if (panel.dataset.script) import(panel.dataset.script).then(({ start }) => start(panel));
  closeWaitingPanel();
  showOffline();
  thread.open(panel);
  composer.open(panel);
  const side = document.getElementById("side");
  writeTimes(side);
  customer.open(panel, side);
  customerTyping.open(panel);
  asks.open(panel);
  lists.render(openChat.chat);
  look();
}

function refused(item, error) {
  composer.giveBack(item);
  toast(error);
}

/** The picture that stood for a file is not shown any more. */
function dropped({ file, picture }) {
  if (file && picture) URL.revokeObjectURL(picture);
}

function onReady(ready) {
  composer.ready = ready;
  tellReady(ready);
}

function start() {
  takeOverColleagues(() => asks.look());
  listenToShortcuts();
  listenToMenus();
  listenToDrawer();
  listenToWaitingPanel();
  listenToViewer();
  listenToPresence({ apply, toast });
  listenToQueue({ apply, toast });
  document.body.addEventListener("click", followLink);
  document.body.addEventListener("grata:toast", ({ detail }) => toast(detail.text));
  putCounts(JSON.parse(document.getElementById("counts-frame").textContent));
  opened(openChat.panel);
  document.getElementById("message")?.focus({ preventScroll: true });
  asks.start();
  setInterval(tick, TIMES_EVERY);
  tellReady(false);
  live.start();
  new Idle().start();
}

/** A link to another panel leaves the page as it is, unless it is to be opened elsewhere. */
function followLink(event) {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openChat.open(link.pathname + link.search);
}

function tick() {
  writeTimes(document.body);
  lists.render(openChat.chat);
}

start();
