"""What the templates of the console need."""

from typing import Any

from console import access, frames, presence, queries
from console.models import Agent
from history import queries as record
from history.cursor import snapshot
from history.models import Conversation


def page(agent: Agent) -> dict[str, Any]:
    """The page around the open chat. The cursor is taken first: whatever changes from then on, a catch-up brings."""
    now, counts = snapshot(), queries.counts()
    waiting = queries.waiting()
    return {
        "cursor": str(now),
        "counts_frame": frames.counts(now, counts, agent.language),
        "counts": counts,
        "agent": agent,
        "presence": presence.of(agent),
        "waiting": waiting,
        "waiting_more": more(waiting),
        "mine": queries.mine(agent),
        "recent": queries.recent(agent),
        "colleagues": [{"agent": other, "presence": presence.of(other)} for other in queries.colleagues()],
    }


def open_chat(agent: Agent, conversation_id: int) -> dict[str, Any]:
    """One chat with the newest page of its customer's history. The agent must be allowed to read it."""
    chat = queries.listed().get(pk=conversation_id)
    insiders = queries.insiders(chat)
    return {
        "chat": chat,
        "insiders": insiders,
        "may_write": chat.state == Conversation.State.ACTIVE and agent in insiders,
        "earlier": record.earlier_conversations(chat),
        "window": frames.window(chat.customer),
        **messages(chat),
    }


def taken_chat(conversation_id: int) -> dict[str, Any]:
    """A chat that others have: nothing of it but who."""
    chat = queries.listed().get(pk=conversation_id)
    return {"chat": chat, "insiders": queries.insiders(chat), "may_write": False, "taken": True}


def messages(chat: Conversation, *, before: int | None = None) -> dict[str, Any]:
    """A page of the customer's history, the newest or the one before a position."""
    found, older = record.newest_page(chat, before=before)
    return {"messages": found, "older": older, "oldest": found[0].position if found else ""}


def chat_for(agent: Agent, conversation_id: int) -> dict[str, Any]:
    """The open chat as far as this agent may see it. Raises Conversation.DoesNotExist."""
    chat = Conversation.objects.get(pk=conversation_id)
    if access.may_read(agent, chat):
        return open_chat(agent, conversation_id)
    return taken_chat(conversation_id)


def more(waiting: list[Conversation]) -> str:
    """The cursor of the waiting list's next page; empty when this one was the last."""
    if len(waiting) < queries.WAITING_PAGE:
        return ""
    last = waiting[-1]
    assert last.waiting_since is not None
    return f"{last.waiting_since.timestamp():.6f}_{last.pk}"
