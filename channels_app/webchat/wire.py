"""The form in which a message travels to a visitor's browser."""

from typing import Any

from history.models import Message

OURS = "w:"  # how the record marks ids that a visitor's browser made


def message(message: Message) -> dict[str, Any]:
    """The message for its customer. What agents call the customer is theirs, so only agents' names are told."""
    ours = message.author == Message.Author.AGENT
    external_id = message.external_id or ""
    return {
        "id": str(message.pk),
        "version": message.version,
        "order": str(message.position),
        "author": message.author,
        "name": message.sender_name if ours else "",
        "kind": message.kind,
        "text": message.text,
        "at": message.created_at.isoformat(),
        "client_id": external_id.removeprefix(OURS) if external_id.startswith(OURS) else "",
    }


def put(message_: Message) -> dict[str, Any]:
    """The frame that shows a message or its newer version."""
    return {"type": "put", "message": message(message_)}
