"""The form in which a message travels to a visitor's browser."""

from typing import Any

from console.identities import Face, identity_of
from history.models import Message

OURS = "w:"  # how the record marks ids that a visitor's browser made


def message(message: Message, language: str) -> dict[str, Any]:
    """The message for its customer, who speaks that language.

    What agents call the customer is theirs, so only agents' names are told: those that customers are to see.
    """
    seen = _seen(message, language) if message.author == Message.Author.AGENT else Face("")
    external_id = message.external_id or ""
    return {
        "id": str(message.pk),
        "version": message.version,
        "order": str(message.position),
        "author": message.author,
        "name": seen.name,
        "department": seen.department,
        "avatar": seen.avatar or "",
        "kind": message.kind,
        "text": message.text,
        "at": message.created_at.isoformat(),
        "client_id": external_id.removeprefix(OURS) if external_id.startswith(OURS) else "",
    }


def put(message_: Message, language: str) -> dict[str, Any]:
    """The frame that shows a message or its newer version."""
    return {"type": "put", "message": message(message_, language)}


def _seen(message: Message, language: str) -> Face:
    agent = getattr(message.sender, "agent", None)
    return identity_of(agent, language) if agent and agent.identity_id else Face(message.sender_name)
