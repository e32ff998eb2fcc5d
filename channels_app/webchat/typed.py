"""What a visitor is typing, on its way to the screens of those who answer. It is a hint: nothing of it is kept or logged."""

from dataclasses import dataclass
from typing import Any

from channels_app.models import WebChatSite
from channels_app.webchat.drafts import UNSTORABLE
from channels_app.webchat.visitors import Visitor
from console.actions.show_typing import show_typing

TEXT_MOST = 500  # characters


@dataclass(frozen=True)
class Typed:
    """Whether the visitor types now, and what stands in their box; "" if that is not shown."""

    on: bool
    text: str


def read(content: dict[str, Any]) -> Typed:
    """What a frame says. Raises ValueError for one that our page does not send."""
    on, text = content.get("on"), content.get("text")
    if not isinstance(on, bool) or not isinstance(text, str) or len(text) > TEXT_MOST:
        raise ValueError("`on` says whether somebody types, `text` what, in 500 characters at most.")
    return Typed(on=on, text=UNSTORABLE.sub("", text).strip() if on else "")


def show(visitor: Visitor, typed: Typed) -> None:
    """Shows it to the agents in the visitor's chat; the words only while the site shows them, whatever its page believes."""
    customer = visitor.customer()
    if customer is None:
        return
    shows = WebChatSite.objects.filter(pk=visitor.site.pk, shows_drafts=True).exists()
    show_typing(customer, on=typed.on, draft=typed.text if shows else "")
