"""Kinds of messages in templates. Whatever stands in a payload may be missing, or of any type."""

import math
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.loader import select_template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cards.rendering import picture_path
from console.emoticons import Emoticon, tokens
from console.templatetags.grata_console import linked
from history.models import Message

register = template.Library()
MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=16/{0}/{1}"


@register.simple_tag(takes_context=True)
def kind(context: template.Context, message: Message) -> SafeString:
    """What the message holds, in the template of its kind."""
    found = select_template([f"console/kinds/{message.kind}.html", "console/kinds/other.html"])
    return SafeString(found.render({"message": message}))


@register.simple_tag
def waveform(heights: Any) -> SafeString:
    """The shape of a recording, from heights between 0 and 100: a drawing of bars."""
    known = [height for height in heights if isinstance(height, int)] if isinstance(heights, list) else []
    bars = [
        (4 * i, 16 - tall, 2 * tall) for i, height in enumerate(known) if (tall := max(1, min(14, height * 14 // 100)))
    ]
    drawn = format_html_join("", '<rect x="{}" y="{}" width="2.4" height="{}" rx="1.2"></rect>', bars)
    drawing = '<svg viewBox="0 0 {} 32" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>'
    return format_html(drawing, 4 * max(1, len(known)), drawn)


@register.filter
def spoken(text: str) -> SafeString:
    """Hostile text with its addresses clickable and WeChat's emoticons named. Their codes hold signs of HTML: they are
    looked for first, and each piece is escaped by itself."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in tokens(text)))


@register.filter
def words_of(payload: Any, name: str) -> str:
    """A text out of the payload; empty for what is none."""
    value = payload.get(name) if isinstance(payload, dict) else None
    return value if isinstance(value, str) else ""


@register.filter
def size_of(payload: Any) -> int:
    """Bytes; 0 when nobody said how many."""
    size = payload.get("size") if isinstance(payload, dict) else None
    return size if isinstance(size, int) and size > 0 else 0


@register.filter
def address_of(payload: Any) -> str:
    """An address of the web that may be clicked; empty for any other."""
    address = words_of(payload, "url")
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


@register.filter
def picture_of(payload: Any) -> str:
    """Where the picture of a card is, on this site; empty when it has none."""
    return picture_path(payload) if words_of(payload, "picture") else ""


@register.filter
def place_of(payload: Any) -> dict[str, str] | None:
    """A place in words, and where a map shows it; None for what is no place."""
    pair = [payload.get(name) if isinstance(payload, dict) else None for name in ("latitude", "longitude")]
    numbers = [round(n, 5) for n in pair if isinstance(n, int | float) and math.isfinite(n)]
    if len(numbers) < 2:
        return None
    return {"words": f"{numbers[0]}, {numbers[1]}", "map": MAP.format(*numbers)}


def _piece(piece: Emoticon | str) -> SafeString:
    if isinstance(piece, str):
        return linked(piece)
    name = piece.names.zh if (get_language() or "").startswith("zh") else piece.names.en
    return format_html('<span class="emoticon" role="img" aria-label="{0}">[{0}]</span>', conditional_escape(name))
