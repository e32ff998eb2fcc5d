import asyncio
import logging
from typing import Any, BinaryIO

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.utils.translation import gettext_noop

from channels_app.adapters import DeliveryError, MediaGone
from channels_app.models import WebChatSite
from channels_app.webchat import visitors, wire
from channels_app.webchat.visitors import Visitor
from history.models import Channel, Customer, Message

log = logging.getLogger(__name__)

AWAY = gettext_noop("The web chat can't be reached right now. The message is sent as soon as it can be.")
NOTHING = gettext_noop("The platform no longer has this file.")
LONGEST = 2.0  # seconds that a push may take
TRIES_MOST = 200  # Redis being away is our own trouble and passes; the agent has nothing to decide


class WebChatAdapter:
    """Replies leave by a push to the visitor's tabs. One that is not there now finds them when it comes back."""

    idempotent = True

    def send(self, message: Message) -> None:
        """Shows the reply to the visitor. Raises DeliveryError while the push can't be had."""
        visitor = _visitor(message.customer)
        frame = wire.put(message, visitor.speaks)
        try:
            async_to_sync(_push)(visitor.group, frame)
        except Exception as error:
            raise DeliveryError(AWAY, retry_after=2, tries_most=TRIES_MOST) from error

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        """Visitors' files come with their messages. Raises MediaGone."""
        raise MediaGone(NOTHING, permanent=True)

    def typing(self, customer: Customer, on: bool) -> None:
        """Tells the visitor's tabs. Nothing is raised when it does not work."""
        group = visitors.group(customer.channel_id, customer.external_id)
        try:
            async_to_sync(_push)(group, {"type": "typing", "on": on})
        except Exception:
            log.info("A visitor was not told that somebody types", exc_info=True)


def _visitor(customer: Customer) -> Visitor:
    site = WebChatSite.objects.get(pk=customer.channel_id)
    return Visitor(site=site, external_id=customer.external_id, language=customer.language)


async def _push(group: str, frame: dict[str, Any]) -> None:
    layer = get_channel_layer()
    assert layer is not None
    async with asyncio.timeout(LONGEST):
        await layer.group_send(group, {"type": "push", "frame": frame})
