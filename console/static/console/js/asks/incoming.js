import { showOffers } from "../counts.js";
import { post } from "../http.js";
import { filled } from "../words.js";
import { AskDialog } from "./ask-dialog.js";
import "./count-down.js";
import { Ringer } from "./ringer.js";
import { offerWords, requestWords, says } from "./words.js";

const offerParts = document.getElementById("offer-parts");

/** What asks this agent for an answer: colleagues' requests, and customers who come back. Each rings and has its dialog. */
export class Incoming {
  #answered = new Set(); // requests that were answered here

  constructor({ chats, requests, openChat, alerts, apply, toast }) {
    Object.assign(this, { chats, requests, alerts, apply, toast });
    const take = (url) => openChat.claim(url);
    this.ofRequests = new AskDialog(document.getElementById("request"), {
      yes: (item) => this.#answer(item, () => take(item.about.acceptanceUrl)),
      no: (item) => this.#answer(item, () => this.#post(item.about.refusalUrl)),
    });
    this.ofOffers = new AskDialog(document.getElementById("offer"), {
      yes: (item) => take(item.about.claimUrl),
      no: (item) => this.#post(item.about.passingUrl),
    });
    this.ringers = { request: new Ringer(alerts, "request"), offer: new Ringer(alerts, "offer") };
    document.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  look() {
    const requests = this.requests.toAnswer().map(({ id, until, body, about }) => ({ key: String(id), until, body, about }));
    const offers = this.chats.offers().map((chat) => offerItem(chat));
    showOffers(offers.length);
    this.ofRequests.show(requests);
    this.ofOffers.show(offers);
    const { showsWords } = this.alerts.settings;
    const describe = (dialog, words) => (item) => ({ ...words(item.about, showsWords), open: () => dialog.focus() });
    this.ringers.request.look(requests, describe(this.ofRequests, requestWords));
    this.ringers.offer.look(offers, describe(this.ofOffers, offerWords));
  }

  /** Says why a request that waited for this agent does not wait any more, unless it was answered here. */
  tellEnd({ id, state, askerIsIn, about }) {
    const isAnswer = ["accepted", "declined"].includes(state);
    if (isAnswer && this.#answered.has(String(id))) return;
    const words = { cancelled: askerIsIn ? says.tookBack : says.over, lapsed: says.missed };
    this.toast(filled(words[state] ?? says.elsewhere, { name: about.askerName }));
  }

  #answer({ key }, act) {
    this.#answered.add(key);
    return act();
  }

  async #post(url) {
    const { data, error } = await post(url);
    if (error) this.toast(error);
    else this.apply(data.frames);
  }

  /** F8 goes to the first dialog that is shown, and back. */
  #keyDown(event) {
    if (event.key !== "F8" || event.isComposing) return;
    const shown = [this.ofRequests, this.ofOffers].filter((dialog) => dialog.isShown);
    if (!shown.length) return;
    event.preventDefault();
    const here = shown.find((dialog) => dialog.hasFocus);
    if (here) here.leave();
    else shown[0].focus();
  }
}

function offerItem({ id, until, about }) {
  const body = offerParts.content.firstElementChild.cloneNode(true);
  body.querySelector(".ask-channel").textContent = about.channel;
  body.querySelector(".ask-words").textContent = about.words;
  return { key: String(id), until, title: filled(says.isBack, about), body, about };
}
