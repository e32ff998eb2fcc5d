import { announce } from "../alerts/announcer.js";
import { page } from "../page.js";
import { filled } from "../words.js";
import { Incoming } from "./incoming.js";
import { Insiders } from "./insiders.js";
import { Invitations, requestsOf } from "./invitations.js";
import { Parting } from "./parting.js";
import { requestOfFrame, Requests } from "./requests.js";
import { Supervision } from "./supervision.js";
import { says } from "./words.js";

const framesIn = (id) => JSON.parse(document.getElementById(id).textContent);

/**
 * Several agents at one chat: asking them in, being asked, customers who come back, leaving, and what supervisors move.
 * `put` takes a frame of a request; `look` is to be called whenever what the page knows may have changed.
 */
export function startAsks({ chats, openChat, apply, toast, alerts }) {
  const requests = new Requests(page.agent);
  const incoming = new Incoming({ chats, requests, openChat, alerts, apply, toast });
  const invitations = new Invitations({ chats, requests, apply, toast });
  const insiders = new Insiders();
  const parts = [insiders, invitations, new Parting({ apply, toast }), new Supervision({ apply, toast })];

  function put(frame) {
    const request = requestOfFrame(frame);
    const before = requests.get(request.id)?.state;
    if (requests.put(request) && before === "pending" && request.state !== "pending") tellEnd(request);
  }

  function tellEnd(request) {
    if (request.asked === page.agent) incoming.tellEnd(request);
    else if (request.state !== "cancelled") tellAsker(request, { isOpen: request.chat === openChat.chat, toast });
  }

  function look() {
    incoming.look();
    invitations.render();
  }

  function open(panel) {
    for (const request of requestsOf(panel)) requests.put(request);
    for (const part of parts) part.open(panel);
    look();
  }

  const start = () => apply([...framesIn("transfers-frame"), ...framesIn("offers-frame")]);
  return { put, look, open, start, insidersChanged: (chat) => insiders.change(chat) };
}

/** In the open chat it is shown beside the name: there it is only read out, unless nobody answered. */
function tellAsker({ state, askedName: name, about }, { isOpen, toast }) {
  const words = { accepted: says.accepted, declined: says.declined, lapsed: says.noAnswer }[state];
  const sentence = filled(words, { name, customer: about.name });
  if (isOpen && state !== "lapsed") announce(sentence);
  else toast(sentence);
}
