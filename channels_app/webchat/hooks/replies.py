"""The form in which a reply travels to a site's own server."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from channels_app.models import WebChatSite
from channels_app.webchat import wire
from channels_app.webchat.hooks import people
from channels_app.webchat.visitors import Visitor
from history.models import Message

HOMELESS = _("This server does not know its public address, so that files can't be fetched from it.")
FILE_LOST = _("The file could not be read.")


class Unsendable(Exception):
    """A reply that no try will bring to the site. str(): why, a sentence in English."""


def event(message: Message, site: WebChatSite) -> dict[str, Any]:
    """The reply as contract.md has it. Raises Unsendable."""
    external_id = message.customer.external_id
    shown = wire.message(message, Visitor(site, external_id, message.customer.language).speaks)
    said = {"id": shown["id"], **_said(shown), "agent": {"name": shown["name"] or site.name}, "at": shown["at"]}
    return {
        "type": "message.created",
        "conversation": str(message.conversation_id),
        "visitor": {"id": people.id_of(external_id)},
        "message": said,
    }


def _said(shown: dict[str, Any]) -> dict[str, Any]:
    if shown["card"]:
        return {"type": "cards", "cards": [_card(shown["card"])]}
    if shown["kind"] in (Message.Kind.IMAGE, Message.Kind.VOICE):
        return {"type": shown["kind"], "url": _file(shown["file"])}
    return {"type": "text", "text": shown["text"]}


def _card(card: dict[str, str]) -> dict[str, str]:
    """A card without a picture, or whose picture has no address for others, has "" for it."""
    public = settings.GRATA_PUBLIC_URL
    picture = f"{public}{card['picture']}" if card["picture"] and public else ""
    return {"title": card["title"], "teaser": card["teaser"], "url": card["url"], "picture": picture}


def _file(file: dict[str, Any] | None) -> str:
    if not file or not file["url"]:
        raise Unsendable(FILE_LOST)
    if not settings.GRATA_PUBLIC_URL:
        raise Unsendable(HOMELESS)
    return f"{settings.GRATA_PUBLIC_URL}{file['url']}"
