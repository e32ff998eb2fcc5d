"""Single values out of parsed XML in which anything may stand."""

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

LONGEST_LINK = 2_000
LONGEST_MEDIA_ID = 300
LARGEST_SIZE = 1 << 53


def text(payload: Mapping[str, Any], name: str) -> str:
    """The node's text as it came; "" when it is missing or has nodes of its own; of repeated ones the first."""
    value = payload.get(name, "")
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else ""


def word(payload: Mapping[str, Any], name: str) -> str:
    """The node's text without white space around it."""
    return text(payload, name).strip()


def short(payload: Mapping[str, Any], name: str, most: int) -> str:
    """As `word`, cut to `most` characters."""
    return word(payload, name)[:most]


def link(payload: Mapping[str, Any], name: str) -> str:
    """A web address; "" for what is none: no other scheme may reach a page of ours."""
    url = word(payload, name)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and parts.netloc and len(url) <= LONGEST_LINK and url.isprintable()
    return url if usable else ""


def media_id(payload: Mapping[str, Any], name: str) -> str:
    """An id to download a file by; "" for what can't be one."""
    found = word(payload, name)
    usable = found.isascii() and found.isprintable() and " " not in found and len(found) <= LONGEST_MEDIA_ID
    return found if usable else ""


def number(payload: Mapping[str, Any], name: str, least: float, most: float) -> float | None:
    """A number in this range, else None; NaN is in no range."""
    digits = word(payload, name)
    try:
        value = float(digits) if digits.isascii() and len(digits) <= 40 else math.nan
    except ValueError:
        return None
    return value if least <= value <= most else None


def size(payload: Mapping[str, Any], name: str) -> int:
    """A number of bytes; 0 when it is missing or absurd."""
    return int(number(payload, name, 0, LARGEST_SIZE) or 0)
