"""Visitors whom we know by a site's word for them, which the site has signed."""

from channels_app.models import WebChatSite
from channels_app.webchat.visitors import Visitor

SIGNED = "h:"  # how the record marks them: no browser can make such an id, see `channels_app.webchat.visitors`


def visitor(site: WebChatSite, id_: str, language: str) -> Visitor:
    """The visitor whom the site calls so."""
    return Visitor(site=site, external_id=f"{SIGNED}{id_}", language=language)


def is_signed(external_id: str) -> bool:
    """Whether it is one of them: they have no window of ours, only the site's."""
    return external_id.startswith(SIGNED)


def id_of(external_id: str) -> str:
    """What the site calls them; of a visitor of our own window, what the record does."""
    return external_id.removeprefix(SIGNED)
