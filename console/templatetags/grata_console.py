"""What the console's templates can't say by themselves."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext

from console import queries
from console.models import Agent
from history import windows
from history.models import Conversation, Customer

register = template.Library()

HUES = 8
# ASCII only: in Chinese text the words go on right after an address, without a space. A host that goes on in another
# script (https://www.例え.jp) is no link: its beginning would lead elsewhere. The bounds keep hostile texts cheap.
OTHER_SCRIPT = r"(?![\w.\-@:]{0,253}[^\W\x00-\x7f][\w\-]{0,63}\.\w)"
ADDRESS = re.compile(rf"(https?://{OTHER_SCRIPT}[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)", re.IGNORECASE)
# An e-mail address is linked as a whole or not at all: what is part of an address with another scheme is none, nor is
# what goes on in letters of any alphabet. Chinese may touch it. No %: it could hide further lines for the mail.
LETTER = r"A-Za-z0-9\u00c0-\u060b\u0610-\u061a\u0620-\u0963\u0966-\u1fff"
OTHER_URL = r"[A-Za-z][A-Za-z0-9+.\-]{0,20}://[\w.\-~:/?#\[\]@!$&'()*+,;=%]*"
MAIL = re.compile(
    rf"{OTHER_URL}|(?<![{LETTER}_.+%@/\-])(?P<mail>[A-Za-z0-9_](?:[A-Za-z0-9_.+\-]{{0,62}}[A-Za-z0-9_+\-])?@{OTHER_SCRIPT}"
    rf"(?:[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}\.){{1,8}}[A-Za-z]{{2,24}})(?![{LETTER}_@\-]|\.[{LETTER}])"
)
STORED = re.compile(r"(.*?)( \([^()]*\))?", re.DOTALL)
LEFTWARD = frozenset(("R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"))  # and what could turn the line
NOT_ITS_END = ".,;:!?'"
SCRIPTS = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans"} | dict.fromkeys(
    ("zh-tw", "zh-hk", "zh-mo"), "zh-hant"
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing out of icons.svg. It says nothing to screen readers: the words stand beside it."""
    address = f"{static('console/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag
def emoji_data() -> str:
    """The address of all emoji, with their names in the reader's language. `renew_emoji` makes these files."""
    return static(f"console/emoji/{get_language()}.json")


@register.filter
def fill(sentence: str, number: int) -> str:
    """Puts a number into a sentence that the page's scripts fill in too: `{count} waiting`."""
    return sentence.replace("{count}", str(number))


@register.filter
def sentence(text: str) -> str:
    """A sentence that was stored in English, in the reader's language; what stands behind it in brackets stays."""
    words, detail = STORED.fullmatch(text).groups(default="") if text else ("", "")  # type: ignore[union-attr]
    return f"{gettext(words)}{detail}" if words else detail


@register.filter
def instant(moment: datetime | None) -> str:
    """UTC with microseconds, always as wide: such texts sort as their times do. Empty for no time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""


@register.filter
def hue(key: int) -> int:
    """Which of the avatars' colours goes with that key, the same on every screen."""
    return (key * 2654435761 >> 7) % HUES


@register.filter
def initial(name: str) -> str:
    """What stands in a customer's avatar."""
    return name.strip()[:1].upper() or "?"


@register.simple_tag
def customer_avatar(customer: Customer) -> SafeString:
    """A customer's avatar, with the sign of the channel."""
    return _avatar(hue(customer.pk), initial(customer.name), customer.channel.kind)


@lru_cache(4_096)  # an entry would spend an eighth of its time on what is almost always the same
def _avatar(hue: int, letter: str, kind: str) -> SafeString:
    return render_to_string("console/_avatar.html", {"hue": str(hue), "letter": letter, "kind": kind})


@register.filter
def initials(name: str) -> str:
    """What stands in an agent's avatar: LW for Lin Wei, 林 for 林薇."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


@register.filter
def language_name(code: str) -> str:
    """A language's name in that language, as its speakers write it; the code itself if nobody knows it."""
    code = code.replace("_", "-").lower()
    try:
        name = str(get_language_info(SCRIPTS.get(code, code))["name_local"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


@register.filter
def apart(name: str) -> str:
    """A name for the middle of a sentence: one that runs from right to left, or turns what follows, keeps that to itself."""
    turns = any(unicodedata.bidirectional(letter) in LEFTWARD for letter in name)
    return f"\u2068{name}\u2069" if turns else name


@register.filter
def names(agents: Iterable[Agent]) -> str:
    """Their names, in a row."""
    return ", ".join(apart(agent.name) for agent in agents)


@register.filter
def insider_ids(chat: Conversation) -> str:
    """The keys of the agents who are in it now."""
    return _keys(queries.insiders(chat))


@register.filter
def insider_names(chat: Conversation) -> str:
    """The names of the agents who are in it now."""
    return names(queries.insiders(chat))


@register.filter
def had_names(chat: Conversation) -> str:
    """The names of the agents who had it, each once, in the order in which they came."""
    return names(dict.fromkeys(part.agent for part in chat.participations.all()))


@register.simple_tag
def entry_data(chat: Conversation) -> SafeString:
    """What scripts read off a chat's entry. At once: a template would spend half of its time on these."""
    return data(_facts(chat) | _times(chat))


@register.simple_tag
def entry_addresses(chat: Conversation) -> SafeString:
    """Where scripts ask for the chat, and for it to be theirs."""
    addresses = {"chat-url": _address("console:chat", chat.pk), "claim-url": _address("console:claim", chat.pk)}
    if chat.state == Conversation.State.CLOSED:
        addresses["reopening-url"] = _address("console:reopening", chat.pk)
    if chat.offered_to:  # type: ignore[attr-defined]  # annotated
        addresses["passing-url"] = _address("console:passing", chat.pk)
    return data(addresses)


def data(values: Mapping[str, object]) -> SafeString:
    """Attributes of an element, by what follows "data-" in their names. Django's own way would take five times as long."""
    return SafeString(" ".join(f'data-{name}="{escape(str(value))}"' for name, value in values.items()))


@lru_cache(4_096)  # finding an address costs as much as writing a quarter of an entry
def _address(name: str, chat: int) -> str:
    return reverse(name, args=[chat])


def _facts(chat: Conversation) -> dict[str, object]:
    return {
        "entity": "chat",
        "id": chat.pk,
        "version": chat.version,
        "state": chat.state,
        "customer": chat.customer_id,
        "agents": insider_ids(chat),
        "were": _keys(queries.leavers(chat)),  # in whose History it is
        "offered": chat.offered_to or "",  # type: ignore[attr-defined]  # annotated
        "closed-how": chat.closed_how,
        "in-hours": int(chat.in_hours),
        "given": _given(chat),
        "unread": chat.unanswered if chat.state == Conversation.State.ACTIVE else 0,
    }


def _times(chat: Conversation) -> dict[str, str]:
    is_active = chat.state == Conversation.State.ACTIVE
    return {
        "activity": instant(chat.last_message_at),
        "waiting": instant(chat.waiting_since),
        "offered-until": instant(chat.offered_until),  # type: ignore[attr-defined]  # annotated
        "closed": instant(chat.closed_at),
        "warned": instant(_warned_until(chat)),
        "unread-since": instant(chat.unanswered_since) if is_active else "",
    }


def _keys(agents: Iterable[Agent]) -> str:
    return " ".join(str(agent.pk) for agent in agents)


def _given(chat: Conversation) -> str:
    """Who was given it: for each the agent's key and that of this time, which is another one the next time."""
    return " ".join(f"{one.agent_id}:{one.pk}" for one in queries.given(chat))


def _warned_until(chat: Conversation) -> datetime | None:
    """The end of the reply window of which its agents have been warned, unless the customer has written since."""
    is_true = chat.state == Conversation.State.ACTIVE and chat.warned_until == chat.customer.window_until
    return chat.warned_until if is_true else None


@register.filter
def had_before(chat: Conversation) -> list[Agent]:
    """The agents from whom it came back to the waiting list."""
    return queries.had_before(chat)


@register.filter
def closes_at(chat: Conversation) -> datetime | None:
    """When its reply window closes; None if there is none that is open."""
    room = windows.room(chat.customer)
    return room.until if room and not room.is_over else None


@register.filter
def linked(text: str) -> SafeString:
    """Hostile text, escaped, with its http, https and e-mail addresses made clickable and nothing else."""
    if "://" not in text and "@" not in text:  # most texts: there can be no address in them
        return conditional_escape(text)
    return format_html_join("", "{}", ((_piece(piece),) for piece in ADDRESS.split(text)))


def _piece(piece: str) -> SafeString:
    if not ADDRESS.fullmatch(piece):
        return _with_mails(piece)
    address = _without_tail(piece)
    return _link(address, address) + conditional_escape(piece[len(address) :])


def _with_mails(text: str) -> SafeString:
    pieces, end = list[SafeString](), 0
    for found in MAIL.finditer(text):
        if mail := found["mail"]:
            pieces += [conditional_escape(text[end : found.start()]), _link(f"mailto:{mail}", mail)]
            end = found.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, conditional_escape(text[end:])]))


def _link(address: str, words: str) -> SafeString:
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', address, words)


def _without_tail(address: str) -> str:
    address = address.rstrip(NOT_ITS_END)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(NOT_ITS_END)
    return address
