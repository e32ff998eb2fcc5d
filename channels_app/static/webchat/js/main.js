// Puts the parts of the chat together: what is said goes through the outbox, what is shown through the thread.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Draft } from "./draft.js";
import { Header } from "./header.js";
import { connectHost } from "./host.js";
import { Notice } from "./notice.js";
import { Outbox } from "./outbox.js";
import { secretFor } from "./secret.js";
import { Situation } from "./situation.js";
import { Thread } from "./thread.js";
import { Typing } from "./typing.js";
import { upload } from "./upload.js";
import "../../console/js/push-to-talk.js";
import "../../console/js/voice-player.js";

const page = document.body.dataset;
const part = (id) => document.getElementById(id);
const secret = secretFor(`grata.${page.key}.secret`);
const language = navigator.language || document.documentElement.lang;

const header = new Header(part("top"));
const notice = new Notice(part("notice"));
const thread = new Thread({ log: part("log"), list: part("thread"), older: part("older"), jump: part("jump") });
const situation = new Situation(part("situation"), () => connection.send({ type: "mail" }));
const typing = new Typing(part("typing"));
const composer = new Composer(part("composer"), {
  say: (text) => send({ text }),
  sendFile: (kind, file) => send({ kind, file }),
  complain: (words) => notice.say(words),
  typed: (text) => draft.changed(text),
});
const draft = new Draft({ tell, showsText: "drafts" in page });
const uploading = new Set(); // ids
let cursor = "";

const connection = new Connection({
  path: page.socket,
  hello: () => ({ type: "hello", secret, cursor, language }),
  ping: () => ({ type: "ping", cursor }),
  onFrame: hear,
  onState: changed,
});
const outbox = new Outbox(`grata.${page.key}.out.`, {
  transmit: (item) => (item.file ? bring(item) : connection.send({ type: "message", id: item.id, text: item.text })),
  giveUp: () => connection.drop(),
});

const handlers = {
  welcome: learn,
  pong: learn,
  put: (frame) => put(frame.message),
  typing: (frame) => typing.show(frame.on),
  stored: (frame) => stored(frame),
  mailed: (frame) => notice.say(frame.words),
  older: (frame) => showOlder(frame),
  later: (frame) => outbox.later(frame.id, 2),
  refused: (frame) => refused(frame),
};

function send(what) {
  const item = outbox.add(what);
  thread.addUnsent(item, connection.ready);
  outbox.pump();
}

// A connection that came back asks for it again; one upload of it is enough.
async function bring(item) {
  if (uploading.has(item.id)) return;
  uploading.add(item.id);
  const { message, reason, retryAfter } = await upload(page.uploads, secret, item, (share) => thread.progress(item.id, share));
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
  situation.show(frame.situation);
}

function stored(frame) {
  put(frame.message);
  situation.show(frame.situation);
}

function put(message) {
  thread.put(message);
  header.put(message);
  typing.put(message);
  if (message.client_id) outbox.settled(message.client_id);
}

function showOlder(frame) {
  thread.keepPlace(() => frame.messages.forEach(put));
  thread.mayHaveOlder(frame.more);
}

function refused(frame) {
  if (frame.reason) notice.say(frame.reason);
  if (frame.retry_after) return outbox.later(frame.id, frame.retry_after);
  const item = outbox.settled(frame.id);
  thread.removeUnsent(frame.id);
  if (item?.text) composer.giveBack(item.text);
}

function changed(ready) {
  notice.connection(ready);
  thread.markUnsent(ready);
  if (ready) outbox.resume();
  else outbox.pause();
}

outbox.items.forEach((item) => thread.addUnsent(item, false));
part("older").addEventListener("click", () => connection.send({ type: "older", before: thread.first() }));
connectHost({ button: part("close"), origins: JSON.parse(page.origins), onOpen: () => composer.focus() });
connection.open();
