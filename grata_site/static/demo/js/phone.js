// A phone with WeChat: whose it is, which account it writes to, and what stands on it.

import { Composer } from "./../../webchat/js/composer.js";
import { PhoneApi } from "./phone_api.js";
import { PhoneLog } from "./phone_log.js";
import { People } from "./people.js";

const WAIT = 25; // seconds that the simulator holds a question for news
const PAUSE = 2000;

const part = (id) => document.getElementById(id);
const notice = part("notice");
const { api: path, csrf } = document.body.dataset;
const api = new PhoneApi(new URL("./", new URL(path, location.href)), csrf, notice.dataset);
const log = new PhoneLog(part("log"), part("lines"));
const people = new People(part("accounts"), part("people"), (customer) => {
  part("whose").textContent = `${customer.name} · ${customer.account}`;
  log.show(customer);
});
let composer = null; // there from the moment in which somebody holds the phone

async function say(text) {
  const { account, openid } = people.chosen;
  const sent = await attempt("pressed", () => api.post("messages", { account, openid, text }));
  if (!sent) composer.giveBack(text);
}

async function add(event) {
  event.preventDefault();
  const form = event.target;
  const customer = { account: people.account, name: form.elements.name.value.trim() };
  const made = await attempt("pressed", () => api.post("customers", customer));
  if (!made) return;
  form.reset();
  people.add(made);
  composer?.focus();
}

async function attempt(what, call) {
  try {
    const answer = await call();
    if (notice.dataset.of === what) notice.textContent = "";
    return answer;
  } catch (error) {
    notice.dataset.of = what;
    notice.textContent = error.message;
    return null;
  }
}

async function follow() {
  for (let since = 0, wait = 0; ; wait = WAIT) {
    const news = await attempt("news", () => api.get(`state?since=${since}&wait=${wait}`));
    if (news) since = take(news);
    else await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function take(news) {
  if (news.reset) log.reset();
  news.items.forEach((item) => log.put(item));
  people.update(news.customers);
  if (people.chosen) composer ??= new Composer(part("composer"), say);
  return news.seq;
}

part("add").addEventListener("submit", add);
follow();
