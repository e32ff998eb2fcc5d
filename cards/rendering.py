"""A card in the customer's language, and the snapshot of it that a message keeps."""

from collections.abc import Iterable
from typing import Protocol, TypedDict, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation

from cards import pictures
from cards.models import Card, CardText


class Snapshot(TypedDict):
    """A card as it was when it was sent, ready for JSON. It stays true when the card is edited.

    card: the card's key; 0 for a page with several. language: one of ours. url: where it leads. picture: its name in
    the storage, or "".
    """

    card: int
    language: str
    title: str
    teaser: str
    url: str
    picture: str


class Written(Protocol):
    """Something in one language of ours."""

    language: str


T = TypeVar("T", bound=Written)


def in_language(card: Card, language: str) -> CardText:
    """The card for a customer of that language: in it, else in its other script, else in English, else in any.

    language: as platforms say it ("zh_TW", "en-GB"); "" when it is not known. Raises CardText.DoesNotExist for a card
    without texts.
    """
    found = best(card.texts.all(), language)
    if found is None:
        raise CardText.DoesNotExist
    return found


def best(texts: Iterable[T], language: str) -> T | None:
    """That of the texts which is in the language, else in its other script, else in English, else any; None without any."""
    wanted = nearest(language)
    return min(texts, key=lambda text: _distance(text.language, wanted), default=None)


def nearest(language: str) -> str:
    """The language of ours that is nearest; English when none is."""
    try:
        return translation.get_supported_language_variant(language.lower().replace("_", "-"))
    except LookupError:
        return "en"


def snapshot(text: CardText) -> Snapshot:
    """What a message keeps of the card. Without a picture of its own, the text borrows that of another language."""
    return {
        "card": text.card_id,
        "language": text.language,
        "title": text.title,
        "teaser": text.teaser,
        "url": text.link,
        "picture": text.picture.name or _borrowed(text),
    }


def picture_path(kept: Snapshot) -> str:
    """The picture's address for pages of this site, without the host; "" when there is no picture."""
    return pictures.path(kept["picture"])


def picture_url(kept: Snapshot) -> str:
    """The picture's address for everybody else, such as WeChat; "" when there is none, or no GRATA_PUBLIC_URL is set."""
    path = picture_path(kept)
    return f"{settings.GRATA_PUBLIC_URL}{path}" if path and settings.GRATA_PUBLIC_URL else ""


def site(kept: Snapshot) -> str:
    """The name of the site to which it leads, as people know it: "example.com". "" for an address without one."""
    try:
        return (urlsplit(kept["url"]).hostname or "").removeprefix("www.")
    except ValueError:  # "https://[" and the like
        return ""


def _distance(language: str, wanted: str) -> tuple[bool, bool, bool, str]:
    is_kin = language.split("-")[0] == wanted.split("-")[0]
    return language != wanted, not is_kin, language != "en", language


def _borrowed(text: CardText) -> str:
    return next((other.picture.name for other in text.card.texts.all() if other.picture.name), "")
