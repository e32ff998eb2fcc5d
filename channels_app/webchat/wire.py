"""The form in which a message travels to a visitor's browser."""

from collections.abc import Sequence
from typing import Any, cast

from cards import opens, rendering
from cards.rendering import Snapshot
from channels_app.webchat import file_links
from console.identities import Face, identity_of
from history.models import Attachment, Message

OURS = "w:"  # how the record marks ids that a visitor's browser made


def message(message: Message, language: str, *, counted: bool | None = None) -> dict[str, Any]:
    """The message for its customer, who speaks that language. counted: as for `cards.opens.address`.

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
        "automatic": message.answers_id is not None,
        "kind": message.kind,
        "text": message.text,
        "file": _file(message),
        "card": _card(message, counted),
        "at": message.created_at.isoformat(),
        "client_id": external_id.removeprefix(OURS) if external_id.startswith(OURS) else "",
    }


def messages(found: Sequence[Message], language: str) -> list[dict[str, Any]]:
    """Many of them, for the price of one."""
    counted = any(one.kind == Message.Kind.CARD for one in found) and opens.are_counted()
    return [message(one, language, counted=counted) for one in found]


def put(message_: Message, language: str) -> dict[str, Any]:
    """The frame that shows a message or its newer version."""
    return {"type": "put", "message": message(message_, language)}


def _file(message: Message) -> dict[str, Any] | None:
    """Heights of the waveform are from 0 to 100, width and height are pixels, size is bytes. name: of documents."""
    attachment: Attachment | None = getattr(message, "attachment", None)
    if attachment is None:
        return None
    is_document = message.kind == Message.Kind.FILE
    is_here = attachment.state == Attachment.State.STORED and bool(attachment.shown or is_document)
    return {
        "state": attachment.state,
        "url": file_links.address(attachment, key=message.customer.channel.slug) if is_here else "",
        "type": attachment.shown_type,
        "name": attachment.name if is_document else "",
        "size": attachment.size,
        "width": attachment.width,
        "height": attachment.height,
        "seconds": attachment.seconds,
        "waveform": attachment.waveform,
    }


def _card(message: Message, counted: bool | None) -> dict[str, str] | None:
    if message.kind != Message.Kind.CARD:
        return None
    kept = cast(
        Snapshot, {"card": 0, "language": "", "title": "", "teaser": "", "url": "", "picture": "", **message.payload}
    )
    words = {"title": kept["title"] or message.text, "teaser": kept["teaser"], "site": rendering.site(kept)}
    return {**words, "url": opens.address(kept, counted=counted), "picture": rendering.picture_path(kept)}


def _seen(message: Message, language: str) -> Face:
    agent = getattr(message.sender, "agent", None)
    return identity_of(agent, language) if agent and agent.identity_id else Face(message.sender_name)
