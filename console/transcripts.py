"""A chat as its customer may keep it: what both sides said, and nothing else of the record."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from cards.rendering import nearest
from console import hours
from console.identities import Face, identity_of
from console.kinds import kind_name
from console.models import Letter
from history import queries
from history.models import Conversation, Message

MOST = 2_000  # messages


def compose(letter: Letter) -> EmailMessage:
    """The mail, in the customer's language."""
    assert letter.conversation is not None
    chat = letter.conversation
    with translation.override(nearest(chat.customer.language)):
        subject = _("Your chat with %(site)s") % {"site": chat.customer.channel.name}
        return EmailMessage(" ".join(subject.split()), "\n\n".join(_lines(chat)) + "\n", to=[letter.address])


def _lines(chat: Conversation) -> Iterator[str]:
    said = queries.said_to(chat.customer).filter(conversation=chat).exclude(state=Message.State.FAILED)
    said = said.select_related("attachment", "sender__agent__identity").prefetch_related(
        "sender__agent__identity__texts"
    )
    zone = hours.zone()
    for message in said.order_by("position")[:MOST]:
        yield _line(message, chat.customer.language, zone)


def _line(message: Message, language: str, zone: ZoneInfo) -> str:
    at = message.created_at.astimezone(zone)
    words = message.text or f"[{kind_name(message.kind)}]"
    link = str(message.payload.get("url", "")) if message.kind == Message.Kind.CARD else ""
    return f"{at:%Y-%m-%d %H:%M %Z}  {_who(message, language)}\n{words}" + (f"\n{link}" if link else "")


def _who(message: Message, language: str) -> str:
    """What agents call the customer is theirs."""
    if message.author == Message.Author.CUSTOMER:
        return _("You")
    agent = getattr(message.sender, "agent", None)
    return (identity_of(agent, language) if agent else Face(message.sender_name)).name
