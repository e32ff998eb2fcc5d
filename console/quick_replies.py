"""Quick replies as an agent finds them in a chat: listed in the console's language, put into the box in the customer's."""

import re
from collections.abc import Sequence
from typing import Protocol, TypedDict, TypeVar

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from console.identities import identity_of
from console.models import Agent
from console.templatetags.grata_console import language_name
from history.models import Conversation, Customer
from quickreplies import queries
from quickreplies.models import QuickReply, QuickReplyText

HOLE = re.compile(r"\$(agentname|customername)", re.IGNORECASE | re.ASCII)
# A name that nobody knows goes with the comma or the space before it; at the beginning of a line, with what follows.
NAMELESS = re.compile(r"(?m)(?:^\$customername[ ,，、!！:：]*|[ ,，、]*\$customername)", re.IGNORECASE | re.ASCII)


class Choice(TypedDict):
    """A quick reply, ready for JSON.

    title, text: as it is listed, with `$agentname` as it stands. mark: which text is missing, "" for none. insert: what
    is put into the box. notes: sentences for the agent about that.
    """

    id: int
    group: str
    title: str
    text: str
    mark: str
    insert: str
    notes: list[str]


class Written(Protocol):
    language: str


T = TypeVar("T", bound=Written)


def choices(agent: Agent, conversation: Conversation, words: str = "") -> tuple[list[Choice], bool]:
    """What the agent may put into the conversation's box, 200 at most, and whether that is all. Six queries.

    words: see `queries.on_offer`.
    """
    prefetch_related_objects([agent], "identity__texts")  # else they would be asked for again for each reply
    offered = queries.on_offer(words)
    return [_choice(reply, agent, conversation.customer) for reply in offered.replies], offered.are_all


def in_first_of(texts: Sequence[T], languages: Sequence[str]) -> T:
    """That of the texts which is in the first of these languages, or in its other script, and so on; else any.

    languages: as platforms say them ("zh_TW", "en-GB"); those that we do not speak are passed over. Raises ValueError
    without texts.
    """
    wanted = [ours for ours in map(_ours, languages) if ours]
    return min(texts, key=lambda text: [_differs(text.language, one) for one in wanted])


def _choice(reply: QuickReply, agent: Agent, customer: Customer) -> Choice:
    texts = list(reply.texts.all())
    listed = in_first_of(texts, [agent.language, "en"])
    inserted = in_first_of(texts, [customer.language, agent.language, "en"])
    return {
        "id": reply.pk,
        "group": _group(reply, agent.language),
        "title": listed.title,
        "text": listed.text,
        "mark": "" if listed.language == agent.language else _missing(agent.language),
        "insert": filled(inserted.text, agent=identity_of(agent, inserted.language).name, customer=_name(customer)),
        "notes": _notes(inserted, customer),
    }


def filled(text: str, *, agent: str, customer: str) -> str:
    """The text with names in its holes. A customer without a name ("") is not addressed by one."""
    names = {"agentname": agent, "customername": customer}
    whole = text if customer else NAMELESS.sub("", text)
    return HOLE.sub(lambda hole: names[hole[1].lower()], whole)


def _name(customer: Customer) -> str:
    """ "" while nobody knows it: such customers are called "Visitor" and the like, and the end of their id."""
    is_made_up = not customer.channel_name and customer.name.endswith(f" {customer.external_id[-4:]}")
    return "" if is_made_up else customer.name


def _group(reply: QuickReply, language: str) -> str:
    if reply.is_default:
        return _("Default")
    names = list(reply.category.names.all()) if reply.category else []
    return in_first_of(names, [language, "en"]).name if names else _("Other")


def _notes(inserted: QuickReplyText, customer: Customer) -> list[str]:
    notes = []
    if customer.language and _ours(customer.language) != inserted.language:
        values = {"wanted": language_name(customer.language), "language": language_name(inserted.language)}
        notes.append(_("There is no text in %(wanted)s: this one is in %(language)s.") % values)
    if "$customername" in inserted.text.lower() and not _name(customer):
        notes.append(_("Nobody knows the customer’s name yet: it was left out."))
    return notes


def _missing(language: str) -> str:
    return _("no text in %(language)s") % {"language": language_name(language)}


def _ours(language: str) -> str:
    """The language of ours that this is; "" for none."""
    try:
        return translation.get_supported_language_variant(language.lower().replace("_", "-"))
    except LookupError:
        return ""


def _differs(language: str, wanted: str) -> int:
    if language == wanted:
        return 0
    return 1 if language.split("-")[0] == wanted.split("-")[0] else 2
