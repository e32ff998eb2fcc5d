"""What a message holds, kind by kind, for its templates.

Payloads and files are what somebody sent: each value is looked at here before it is shown, and may be missing.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cards import pictures
from console import emoji
from console.emoticons import Emoticon, Names, tokens
from console.kinds import kind_name
from console.templatetags.grata_console import data, instant, linked
from history.models import Attachment, Channel, Message

register = template.Library()

SHOWN = frozenset(("text", "image", "voice", "video", "file", "location", "link", "app_page", "card"))
PICTURE_MOST = 320  # pixels, of either side
ADDRESS_MOST = 2_000
TEXT_SHOWN, LINES_SHOWN = 3_000, 40  # characters, lines
STREET, CITY = 16, 10  # how near a map is


@dataclass(frozen=True)
class Point:
    """A place on the earth, in degrees north and east."""

    latitude: float
    longitude: float
    zoom: int

    def __str__(self) -> str:
        return f"{self.latitude:.4f}, {self.longitude:.4f}"

    @property
    def map(self) -> str:
        """The address of a map of it."""
        north, east = f"{self.latitude:.6f}", f"{self.longitude:.6f}"
        return f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map={self.zoom}/{north}/{east}"


@dataclass(frozen=True)
class Size:
    """In pixels."""

    width: int
    height: int


@register.filter
def kind_template(message: Message) -> str:
    """The template for what the message holds."""
    return f"console/kinds/{message.kind if message.kind in SHOWN else 'other'}.html"


@register.simple_tag
def message_data(message: Message) -> SafeString:
    """What scripts read off a message. At once: a template would spend half of its time on these."""
    facts = {
        "entity": "message",
        "id": message.pk,
        "version": message.version,
        "order": message.position,
        "author": message.author,
        "sender": message.sender_id or "",
        "state": message.state,
        "client-id": message.client_id or "",
        "chat": message.conversation_id,
        "customer": message.customer_id,
        "at": instant(message.created_at),
    }
    return data(facts)


@register.filter
def file_of(message: Message) -> Attachment | None:
    """The message's file."""
    try:
        return message.attachment
    except ObjectDoesNotExist:
        return None


@register.filter
def may_be_fetched(file: Attachment) -> bool:
    """Whether trying once more can be of use."""
    is_kept = file.expires_at is None or file.expires_at > timezone.now()
    return file.state == Attachment.State.FAILED and is_kept


@register.filter
def part(message: Message, name: str) -> str:
    """A text out of the payload; "" if it is missing or no text."""
    return _text(_payload(message).get(name))


@register.filter
def moment(message: Message, name: str) -> datetime | None:
    """A time out of the payload; None if it is missing or none."""
    return parse_datetime(part(message, name))


@register.filter
def byte_count(message: Message) -> int:
    """The size that the payload tells; 0 if it tells none."""
    size = _payload(message).get("size")
    return size if isinstance(size, int) and not isinstance(size, bool) and 0 < size < 1 << 50 else 0


@register.filter
def point(place: Any) -> Point | None:
    """The place that a payload or a customer's row holds; None if that is no place."""
    found = place if isinstance(place, dict) else {}
    north, east = _degrees(found.get("latitude"), 90), _degrees(found.get("longitude"), 180)
    zoom = CITY if place_name(found) else STREET
    return None if north is None or east is None else Point(north, east, zoom)


@register.filter
def place_name(place: Any) -> str:
    """The name of the place in the reader's language, if their address in the network told it; "" else."""
    names = place.get("names") if isinstance(place, dict) else None
    return _text((names or {}).get(get_language()) or (names or {}).get("en"))


@register.filter
def web_address(value: Any) -> str:
    """An http or https address that may be followed; "" for everything else."""
    text = _text(value)
    return text if _host(text) else ""


@register.filter
def host(address: str) -> str:
    """Where an address really leads, whatever stands before or behind it."""
    return _host(address)


@register.filter
def card_picture(message: Message) -> str:
    """The address of a card's picture, on our own site; "" if there is none."""
    return pictures.path(part(message, "picture"))


@register.filter
def fitted(file: Attachment) -> Size | None:
    """How large the picture is drawn, known before it has come; None if it isn't known."""
    if not file.width or not file.height:
        return None
    share = min(1.0, PICTURE_MOST / file.width, PICTURE_MOST / file.height)
    return Size(max(1, round(file.width * share)), max(1, round(file.height * share)))


@register.filter
def bars(file: Attachment) -> str:
    """The heights of a recording's waveform, with commas; "" if there are none."""
    heights = file.waveform if isinstance(file.waveform, list) else []
    return ",".join(str(max(0, min(100, round(one)))) for one in heights if _is_number(one))


@register.filter
def drawn(message: Message) -> SafeString:
    """A text, escaped: addresses can be followed, and WeChat's emoticons are drawn."""
    pieces = tokens(message.text)
    has_emoticons = any(isinstance(piece, Emoticon) for piece in pieces)
    if not has_emoticons or message.customer.channel.kind != Channel.Kind.WECHAT:
        return linked(message.text)
    return format_html_join("", "{}", ((_drawn(piece),) for piece in pieces))


@register.filter
def is_long(text: str) -> bool:
    """Whether a text is too long to be shown in full unasked."""
    return len(text) > TEXT_SHOWN or text.count("\n") >= LINES_SHOWN


@register.filter
def in_words(words: str, channel: Channel) -> str:
    """What lists say of a message: "[image]" as "Picture", and WeChat's emoticons as emoji or names."""
    if words.startswith("[") and (name := kind_name(words[1:-1])):
        return name
    if channel.kind != Channel.Kind.WECHAT:
        return words
    return "".join(piece if isinstance(piece, str) else _plain(piece.names) for piece in tokens(words))


@register.filter
def clock(moment: Any) -> SafeString:
    """A time of day that the page's scripts write in the reader's own time zone."""
    return format_html('<time data-clock datetime="{}"></time>', instant(moment))


def _drawn(piece: str | Emoticon) -> SafeString:
    if isinstance(piece, str):
        return linked(piece)
    if letter := emoji.nearest(piece.names):
        name = _name(piece.names)
        drawing = '<span class="emoticon" role="img" aria-label="{0}" title="{0}">{1}</span>'
        return format_html(drawing, name, letter)
    return format_html('<span class="emoticon-name">[{}]</span>', _name(piece.names))


def _plain(names: Names) -> str:
    return emoji.nearest(names) or f"[{_name(names)}]"


def _name(names: Names) -> str:
    return names.zh if (get_language() or "").startswith("zh") else names.en


def _payload(message: Message) -> dict[str, Any]:
    return message.payload if isinstance(message.payload, dict) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _degrees(value: Any, most: float) -> float | None:
    return float(value) if _is_number(value) and -most <= value <= most else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -math.inf < value < math.inf


def _host(address: str) -> str:
    if len(address) > ADDRESS_MOST or not address.isprintable() or " " in address or "\\" in address:
        return ""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
