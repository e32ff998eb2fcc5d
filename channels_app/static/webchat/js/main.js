// Puts the parts of the chat together: what is said goes through the outbox, what is shown through the thread.

import { About } from "./about.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Draft } from "./draft.js";
import { Ending } from "./ending.js";
import { Header } from "./header.js";
import { Host } from "./host.js";
import { Identity } from "./identity.js";
import { Notice } from "./notice.js";
import { Outbox } from "./outbox.js";
import { Situation } from "./situation.js";
import { lasts } from "./storage.js";
import { Thread } from "./thread.js";
import { Typing } from "./typing.js";
import { Unread } from "./unread.js";
import { upload } from "./upload.js";
import "../../console/js/push-to-talk.js";
import "../../console/js/voice-player.js";

const RENEWED_AT_MOST = 10_000; // milliseconds: a site that signs with a wrong clock would be asked without end

const page = document.body.dataset;
const part = (id) => document.getElementById(id);
const host = new Host({ button: part("close"), origins: JSON.parse(page.origins) });
const state = await host.first; // before it, nobody knows whose chat this is
const identity = new Identity(page.key, state.token);
const language = page.language || navigator.language || document.documentElement.lang;
const isKept = lasts();

const header = new Header(part("top"));
const notice = new Notice(part("notice"));
const thread = new Thread({ log: part("log"), list: part("thread"), older: part("older"), jump: part("jump") });
const situation = new Situation(part("situation"), () => connection.send({ type: "mail" }));
const ending = new Ending({
  button: part("end"),
  dialog: part("ending"),
  send: (frame) => connection.send(frame),
  mayGo: () => connection.ready && !outbox.items.length,
  after: () => composer.focus(),
});
const typing = new Typing(part("typing"));
const composer = new Composer(part("composer"), {
  say: (text) => send({ text }),
  sendFile: (kind, file) => send({ kind, file }),
  typed: (text) => draft.changed(text),
});
const draft = new Draft({ tell, showsText: "drafts" in page });
const uploading = new Set(); // ids
let cursor = "";
let isOpen = false;
let isKnown = false;
let renewed = 0;

const connection = new Connection({
  path: page.socket,
  hello: () => ({ type: "hello", ...identity.hello(), cursor, language, about: about.said }),
  ping: (isAwoken) => (isAwoken || situation.wantsNews() ? { type: "ping", cursor } : { type: "ping" }),
  onFrame: hear,
  onState: changed,
});
const outbox = new Outbox(`${identity.prefix}out.`, {
  transmit: (item) => (item.file ? bring(item) : connection.send({ type: "message", id: item.id, text: item.text })),
  giveUp: () => connection.drop(),
});

const about = new About({
  form: identity.token ? null : part("about"),
  composer: part("composer"),
  key: `${identity.prefix}about`,
  tell,
});

const unread = new Unread({
  prefix: identity.prefix,
  tell: (type, value) => host.tell(type, value),
  rings: "sound" in page,
});

const handlers = {
  welcome: learn,
  pong: (frame) => frame.cursor && learn(frame),
  put: (frame) => stored(frame),
  typing: (frame) => typing.show(frame.on),
  stored: (frame) => stored(frame),
  situation: (frame) => stand(frame.situation),
  mailed: (frame) => notice.say(frame.words),
  older: (frame) => showOlder(frame),
  later: (frame) => outbox.later(frame.id, 2),
  refused: (frame) => refused(frame),
  expired: () => askAnew(),
  denied: (frame) => denied(frame),
};

function send(what) {
  const item = outbox.add(what);
  thread.addUnsent(item, connection.ready);
  beKnown();
  if (connection.ready) outbox.pump();
  else if (navigator.onLine) connection.wake(); // somebody waits: not by chance, at once
}

// A connection that came back asks for it again; one upload of it is enough.
async function bring(item) {
  if (uploading.has(item.id)) return;
  uploading.add(item.id);
  const progress = (share) => thread.progress(item.id, share);
  const { message, reason, retryAfter } = await upload(page.uploads, identity.credential, item, { about: about.said, progress });
  uploading.delete(item.id);
  if (message) put(message);
  else refused({ id: item.id, reason, retry_after: retryAfter });
}

function tell(frame) {
  if (connection.ready) connection.send(frame);
}

function hear(frame) {
  handlers[frame.type]?.(frame);
}

function learn(frame) {
  if (frame.reset) thread.reset(frame.more);
  frame.messages.forEach(put);
  cursor = frame.cursor;
  stand(frame.situation);
  about.ask(!frame.situation.state);
}

function stand(found) {
  if (!found) return;
  situation.show(found);
  ending.show(found);
  if (found.state === "closed") typing.show(false);
}

function stored(frame) {
  put(frame.message);
  stand(frame.situation);
}

function put(message) {
  thread.put(message);
  header.put(message);
  typing.put(message);
  situation.put(message);
  unread.put(message, connection.ready);
  beKnown();
  if (message.client_id) outbox.settled(message.client_id);
  ending.pump();
}

function showOlder(frame) {
  thread.keepPlace(() => frame.messages.forEach(put));
  thread.mayHaveOlder(frame.more);
}

// Beside a file stands why it was not taken; words go back into the box.
function refused(frame) {
  const item = frame.retry_after ? outbox.later(frame.id, frame.retry_after) : outbox.settled(frame.id);
  if (item?.file) return thread.refuse(frame.id, frame.reason);
  if (frame.reason) notice.say(frame.reason);
  if (frame.retry_after) return;
  thread.removeUnsent(frame.id);
  if (item?.text) composer.giveBack(item.text);
}

function changed(ready) {
  notice.connection(ready);
  thread.markUnsent(ready);
  if (ready) outbox.resume();
  else outbox.pause();
}

// The site refused to vouch, or its word has run out: nothing goes and nothing comes until the page says something else.
function denied(frame) {
  console.warn(`Grata: ${frame.detail}`);
  connection.rest();
  notice.stay(frame.reason);
  if (frame.expired) askAnew();
}

function askAnew() {
  if (Date.now() > renewed + RENEWED_AT_MOST) host.tell("expired");
}

// What the page around us says later.
function follow({ open, token, leaving }) {
  if (leaving) identity.forget();
  if (leaving || identity.isOther(token)) return location.reload();
  unread.show(open);
  if (open && !isOpen) composer.focus();
  isOpen = open;
  if (token && token !== identity.token) renew(token);
}

function renew(token) {
  identity.token = token;
  renewed = Date.now();
  connection.reopen();
}

// Next time the page may load us before it is asked to: there is something to tell of.
function beKnown() {
  if (isKept && !isKnown) host.tell("known");
  isKnown = true;
}

outbox.items.forEach((item) => thread.addUnsent(item, false));
part("older").addEventListener("click", () => connection.send({ type: "older", before: thread.first() }));
part("fleeting").hidden = isKept || Boolean(identity.token);
identity.onForgotten(() => {
  host.tell("forgotten");
  location.reload();
});
host.onState = follow;
follow(state);
if (!state.leaving) connection.open();
