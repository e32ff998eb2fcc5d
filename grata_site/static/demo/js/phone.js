// A phone with WeChat: whose it is, which account it writes to, and what stands on it.

import { Composer } from "./../../webchat/js/composer.js";
import { Bubbles } from "./bubbles.js";
import { Deeds } from "./deeds.js";
import { Header } from "./header.js";
import { PhoneApi } from "./phone_api.js";
import { PhoneLog } from "./phone_log.js";
import { People } from "./people.js";
import { Photos } from "./photos.js";
import { Talk } from "./talk.js";
import { Viewer } from "./viewer.js";

const WAIT = 25; // seconds that the simulator holds a question for news
const PAUSE = 2000;

const part = (id) => document.getElementById(id);
const notice = part("notice");
const { api: path, csrf } = document.body.dataset;
const api = new PhoneApi(new URL("./", new URL(path, location.href)), csrf, notice.dataset);
const header = new Header({ whose: part("whose"), window: part("window"), typing: part("typing") });
const viewer = new Viewer(part("viewer"));
const bubbles = new Bubbles({
  media: (id) => api.media(id),
  texts: part("log").dataset,
  onPicture: (address) => viewer.open(address),
  onOption: ({ id, content }) => act("messages", { kind: "menu", text: String(content), menu_id: String(id) }),
});
const log = new PhoneLog(part("log"), part("lines"), bubbles, (kfAccount) => api.avatar(kfAccount));
const people = new People(part("accounts"), part("people"), (customer) => {
  header.show(customer);
  log.show(customer);
});
let composer = null; // there from the moment in which somebody holds the phone

function act(what, body) {
  const { account, openid } = people.chosen;
  hush("pressed");
  return attempt("pressed", () => api.post(what, { account, openid, ...body }));
}

async function say(text) {
  if (!(await act("messages", { text }))) composer.giveBack(text);
}

function sendFile(file, { account, openid }) {
  return attempt("pressed", async () => {
    const medium = await api.upload(account, file);
    return api.post("messages", { account, openid, ...medium });
  });
}

function beginToSend() {
  hush("pressed"); // once for all files: the next one's success does not hide that one failed
  return people.chosen;
}

async function add(event) {
  event.preventDefault();
  const form = event.target;
  const customer = { account: people.account, name: form.elements.name.value.trim() };
  hush("pressed");
  const made = await attempt("pressed", () => api.post("customers", customer));
  if (!made) return;
  form.reset();
  people.add(made);
  composer?.focus();
}

async function attempt(what, call) {
  try {
    const answer = await call();
    if (what === "news") hush(what);
    return answer;
  } catch (error) {
    tell(what, error.message);
    return null;
  }
}

function tell(what, words) {
  notice.dataset.of = what;
  notice.textContent = words;
}

function hush(what) {
  if (notice.dataset.of === what) notice.textContent = "";
}

async function follow() {
  for (let since = 0, wait = 0; ; wait = WAIT) {
    const news = await attempt("news", () => api.get(`state?since=${since}&wait=${wait}`));
    if (news) since = take(news);
    else await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function take(news) {
  if (news.reset) {
    log.reset();
    people.reset();
  }
  news.items.forEach((item) => log.put(item));
  people.update(news.customers);
  if (people.chosen) begin();
  return news.seq;
}

function begin() {
  header.show(people.chosen);
  composer ??= new Composer(part("composer"), { say });
}

part("add").addEventListener("submit", add);
new Deeds(part("more"), part("deeds"), act);
new Photos(part("photo"), part("photos"), beginToSend, sendFile);
new Talk(part("talk"), part("meter"), (blob) => sendFile(blob, beginToSend()), (words) => tell("pressed", words));
follow();
