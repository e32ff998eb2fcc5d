"""What the templates of the console need."""

from typing import Any

from console import access, colleagues, frames, panels, presence, queries, reopening, waiting
from console.frames import Frame
from console.models import Agent, AlertSettings, DeskSettings, Draft
from history import queries as record
from history.cursor import snapshot
from history.models import Conversation


def page(agent: Agent) -> dict[str, Any]:
    """The page around the open chat. The cursor is taken first: whatever changes from then on, a catch-up brings."""
    now, counts = snapshot(), queries.counts()
    in_line, alerts, desk = waiting.page(agent), queries.alert_settings(agent), DeskSettings.load()
    team = colleagues.first(agent)
    return {
        "cursor": str(now),
        "counts_frame": frames.counts(now, counts, agent.language),
        "counts": counts,
        "alerts_frame": frames.alerts(alerts),
        "alert_kinds": AlertSettings.Kind.choices,
        "agent": agent,
        "presence": presence.of(agent),
        "waiting": in_line.chats,
        "waiting_more": f"after={in_line.more}" if in_line.more else "",
        "desk_frame": frames.desk(desk),
        "queue_frame": frames.queue(agent),
        "supervises": access.supervises(agent),
        "transfers_frame": [frames.transfer(one, agent.language) for one in queries.pending_transfers(agent)],
        "offers_frame": [frames.chat(one, agent.language) for one in queries.offered_to(agent)],
        "mine": queries.mine(agent),
        "recent": queries.recent(agent),
        "colleagues": [{"agent": other, "presence": presence.of(other)} for other in team.agents],
        "colleagues_after": team.more,
    }


def open_chat(agent: Agent, chat: Conversation) -> dict[str, Any]:
    """One of `queries.listed` with the newest page of its customer's history. The agent must be allowed to read it."""
    insiders = queries.insiders(chat)
    return {
        "chat": chat,
        "insiders": insiders,
        "may_write": chat.state == Conversation.State.ACTIVE and agent in insiders,
        "draft": Draft.objects.filter(agent=agent, conversation=chat).first() if agent in insiders else None,
        "may_claim": chat.state == Conversation.State.WAITING and _may_claim(agent, chat),
        "reopening": reopening.state(chat.customer, agent) if chat.state == Conversation.State.CLOSED else None,
        "panel": panels.of(chat),
        "window": frames.window(chat.customer),
        "chat_transfers": _requests(agent, chat) if agent in insiders else [],
        **messages(chat),
    }


def _may_claim(agent: Agent, chat: Conversation) -> bool:
    return access.sees_waiting_list(agent) or chat.offered_to == agent.pk  # type: ignore[attr-defined]  # annotated


def _requests(agent: Agent, chat: Conversation) -> list[Frame]:
    return [frames.transfer(one, agent.language) for one in queries.asked_by(agent, chat)]


def taken_chat(chat: Conversation) -> dict[str, Any]:
    """A chat that others have: nothing of it but who."""
    return {"chat": chat, "insiders": queries.insiders(chat), "may_write": False, "taken": True, "chat_transfers": []}


def messages(chat: Conversation, *, before: int | None = None) -> dict[str, Any]:
    """A page of the customer's history, the newest or the one before a position."""
    found, older = record.newest_page(chat, before=before)
    return {"messages": found, "older": older, "oldest": found[0].position if found else ""}


def chat_for(agent: Agent, conversation_id: int) -> dict[str, Any]:
    """The open chat as far as this agent may see it. Raises Conversation.DoesNotExist."""
    chat = queries.listed().get(pk=conversation_id)
    return open_chat(agent, chat) if access.may_read(agent, chat) else taken_chat(chat)
