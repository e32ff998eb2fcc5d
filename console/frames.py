"""What travels to screens: one frame is one changed thing, the same for a page, an answer, a push and a catch-up.

A frame is rendered for a language, never for a person: the browser decides what is "mine".
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from console import presence, queries
from console.models import Agent, AlertSettings, DeskSettings, Draft, Transfer
from console.panels import Panel
from console.people import sign_ins
from console.queries import Counts
from history import windows
from history.cursor import Snapshot
from history.models import Conversation, Customer, Message

Frame = dict[str, Any]


def message(message: Message, language: str) -> Frame:
    """A line of a chat's history."""
    return _put("message", message, message=message, language=language) | {
        "order": str(message.position),
        "chat": str(message.conversation_id),
        "customer": str(message.customer_id),
        "client_id": str(message.client_id or ""),
    }


def chat(conversation: Conversation, language: str) -> Frame:
    """A chat's entry in the lists. `conversation` comes from `queries.listed()`."""
    put = _put("chat", conversation, chat=conversation, language=language)
    return bare_chat(conversation) | put | {"window": window(conversation.customer)}


def chat_for(agent: Agent, conversation: Conversation, *, sees_list: bool) -> Frame:
    """As much of it as this agent's lists show. `sees_list`: `access.sees_waiting_list` of the agent."""
    if conversation.state == Conversation.State.WAITING:
        is_theirs = sees_list or conversation.offered_to == agent.pk  # type: ignore[attr-defined]  # annotated
    else:
        is_theirs = agent in [*queries.insiders(conversation), *queries.leavers(conversation)]
    return chat(conversation, agent.language) if is_theirs else bare_chat(conversation)


def bare_chat(conversation: Conversation) -> Frame:
    """The same for those who may not read the chat: only that it changed, and who has it."""
    insiders = queries.insiders(conversation)
    return {
        "type": "put",
        "entity": "chat",
        "id": str(conversation.pk),
        "version": conversation.version,
        "state": conversation.state,
        "closed_how": conversation.closed_how,
        "customer": str(conversation.customer_id),
        "agents": [str(agent.pk) for agent in insiders],
        "names": [agent.name for agent in insiders],
        "were": [str(agent.pk) for agent in queries.leavers(conversation)],
        **_offered(conversation),
    }


def _offered(conversation: Conversation) -> Frame:
    """To whom a waiting chat is offered first, and until when; to nobody but them until then."""
    agent, until = conversation.offered_to, conversation.offered_until  # type: ignore[attr-defined]  # annotated
    return {"offered": str(agent or ""), "offered_until": until.isoformat() if until else ""}


def line() -> Frame:
    """More of the waiting list has changed than frames should tell: the page had better read it anew."""
    return {"type": "line"}


def transfer(transfer: Transfer, language: str) -> Frame:
    """A request to come into a chat, as the dialog for who is asked. `transfer` comes from `queries.transfers()`."""
    return _put("transfer", transfer, transfer=transfer, language=language) | {
        "chat": str(transfer.conversation_id),
        "asker": str(transfer.asker_id),
        "asker_is_in": transfer.asker_is_in,  # type: ignore[attr-defined]  # annotated
        "asked": str(transfer.asked_id),
        "asked_name": transfer.asked.name,
        "state": transfer.state,
        "until": transfer.due_at.isoformat(),
    }


def customer(panel: Panel, language: str) -> Frame:
    """What is known of a chat's customer: tags, comments and the rest."""
    return _put("customer", panel.chat.customer, chat=panel.chat, panel=panel, language=language)


def window(customer: Customer) -> Frame | None:
    """How many replies are left and until when; None on channels without a reply window."""
    room = windows.room(customer)
    if room is None:
        return None
    return {"until": room.until.isoformat() if room.until else "", "left": room.left, "most": room.most}


def agent(agent: Agent, language: str) -> Frame:
    """A colleague's entry in the list of agents."""
    state = presence.of(agent)
    return _put("agent", agent, agent=agent, presence=state, language=language) | {"presence": state}


def alerts(settings: AlertSettings) -> Frame:
    """How an agent is told of what happens: for that agent's own screens only."""
    return {
        "type": "put",
        "entity": "alerts",
        "id": str(settings.agent_id),
        "version": settings.version,
        "sounds": settings.of_each_kind(),
        "shows_words": settings.shows_words,
    }


def draft(draft: Draft) -> Frame:
    """What an agent has begun to write in a chat: for that agent's own screens only."""
    return {
        "type": "put",
        "entity": "draft",
        "id": str(draft.pk),
        "version": draft.version,
        "chat": str(draft.conversation_id),
        "text": draft.text,
    }


def desk(settings: DeskSettings) -> Frame:
    """How chats come to agents: what of the settings pages follow."""
    return {
        "type": "put",
        "entity": "desk",
        "id": str(settings.pk),
        "version": settings.version,
        "opens": settings.queue == DeskSettings.Queue.AUTO,
        "agents_choose": settings.agents_choose,
        "list_hidden": settings.list_hidden,
        "hours_first": settings.hours_first,
    }


def queue(agent: Agent) -> Frame:
    """What the agent chose where chats open by themselves: for that agent's own screens only."""
    return {
        "type": "put",
        "entity": "queue",
        "id": str(agent.pk),
        "version": agent.version,
        "paused": agent.paused_at is not None,
        "takes": bool(agent.takes_chats),
    }


def said(conversation: Conversation) -> Frame:
    """Something was said in a chat that nobody has: a page that has it open asks what."""
    return {"type": "said", "chat": str(conversation.pk)}


def typing(conversation: Conversation, *, on: bool, draft: str) -> Frame:
    """The customer types now, or not any more. `draft`: what stands in their box, where that is shown."""
    return {"type": "typing", "chat": str(conversation.pk), "on": on, "text": draft}


def counts(snapshot: Snapshot, now: Counts, language: str) -> Frame:
    """The numbers at the top, and the alarms. The snapshot was taken just before they were counted."""
    since = now.longest_since.isoformat() if now.longest_since else None
    with translation.override(language):
        shown = {"paused": now.paused, "alarmed": now.alarmed}
        alarms = render_to_string("console/_alarms.html", shown).strip()
    return {
        "type": "counts",
        "as_of": snapshot.as_of,
        "waiting": now.waiting,
        "longest_since": since,
        "online": now.online,
        "alarms": alarms,
    }


def gone(chats: list[int], language: str) -> Frame:
    """These chats are erased, or no longer kept. `text`: for whoever has one of them open."""
    with translation.override(language):
        return {"type": "gone", "chats": [str(chat) for chat in chats], "text": _("This chat has been erased.")}


def signed_out(why: str) -> Frame:
    """The sign-in has ended; the page where one signs in says why, if there is more to say."""
    return {"type": "signed_out", **({"login": sign_ins.door(why)} if why else {})}


def _put(
    entity: str, row: Message | Conversation | Agent | Customer | Transfer, *, language: str, **context: Any
) -> Frame:
    with translation.override(language):
        html = render_to_string(f"console/_{entity}.html", context)
    return {"type": "put", "entity": entity, "id": str(row.pk), "version": row.version, "html": html}
