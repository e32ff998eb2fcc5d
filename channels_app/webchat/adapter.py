import logging
from typing import Any, BinaryIO

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop

from channels_app.adapters import DeliveryError, MediaGone
from channels_app.hints import hint
from channels_app.models import WebChatSite
from channels_app.webchat import visitors, wire
from channels_app.webchat.hooks import deliveries, door, people, way_out
from channels_app.webchat.tasks import send_webhook
from channels_app.webchat.visitors import Visitor
from console import groups
from history.models import Channel, Customer, Message

log = logging.getLogger(__name__)

AWAY = gettext_noop("The web chat can't be reached right now. The message is sent as soon as it can be.")
NOTHING = gettext_noop("The platform no longer has this file.")
TOO_LARGE = gettext_noop("The file is too large.")
TRIES_MOST = 200  # Redis being away is our own trouble and passes; the agent has nothing to decide


class WebChatAdapter:
    """Replies leave by a push to the visitor's tabs. One that is not there now finds them when it comes back.

    A site with a callback address is told as well, in its own time. Of a visitor who has only the site's window, that is
    the way out.
    """

    idempotent = True

    def send(self, message: Message) -> None:
        """Shows the reply to the visitor. Raises DeliveryError while that can't be done."""
        told = deliveries.ensure(message)
        if people.is_signed(message.customer.external_id):
            return way_out.send(message, told)
        self._show(message)
        if told is not None:
            hint(send_webhook, told.pk)

    def _show(self, message: Message) -> None:
        visitor = _visitor(message.customer)
        frame = wire.put(message, visitor.speaks)
        try:
            _push(visitor.group, frame)
        except Exception as error:
            raise DeliveryError(AWAY, retry_after=2, tries_most=TRIES_MOST) from error

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        """Visitors' files are kept here as they came, or lie at their site. Raises MediaGone, else DeliveryError."""
        if url := source.get("url"):
            return door.fetch(str(url), into, most_bytes=most_bytes)
        try:
            with default_storage.open(str(source.get("kept") or "")) as kept:
                _copy(kept, into, most_bytes)
        except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation):
            raise MediaGone(NOTHING, permanent=True) from None

    def show_file(self, message: Message) -> None:
        """Tells the visitor's tabs; one that hears nothing learns it with its next ping."""
        visitor = _visitor(message.customer)
        self._hint(visitor.group, wire.put(message, visitor.speaks))

    def forget(self, customer: Customer) -> None:
        """Nothing is kept besides the record, and a visitor's tabs find none of it any more."""

    def typing(self, customer: Customer, on: bool) -> None:
        """Tells the visitor's tabs. Nothing is raised when it does not work."""
        self._hint(visitors.group(customer.channel_id, customer.external_id), {"type": "typing", "on": on})

    def _hint(self, group: str, frame: dict[str, Any]) -> None:
        try:
            _push(group, frame)
        except Exception:
            log.info("A visitor was not shown what may be missed", exc_info=True)


def _visitor(customer: Customer) -> Visitor:
    site = WebChatSite.objects.get(pk=customer.channel_id)
    return Visitor(site=site, external_id=customer.external_id, language=customer.language)


def _copy(kept: "File[bytes]", into: BinaryIO, most_bytes: int) -> None:
    if kept.size > most_bytes:
        raise DeliveryError(TOO_LARGE, permanent=True)
    for chunk in kept.chunks():
        into.write(chunk)


def _push(group: str, frame: dict[str, Any]) -> None:
    groups.tell({group: {"type": "push", "frame": frame}})
