"""What every platform's adapter has in common, and where each is found."""

from datetime import datetime
from functools import cache
from typing import Any, BinaryIO, Protocol, cast

from django.utils.module_loading import import_string

from console.actions.deliver import Correction
from history.models import Channel, Customer, Message

ADAPTERS = {
    Channel.Kind.WECHAT: "channels_app.wechat.adapter.WeChatAdapter",
    Channel.Kind.WEBCHAT: "channels_app.webchat.adapter.WebChatAdapter",
}


class DeliveryError(Exception):
    """A reply did not leave, or may not have.

    The message is a plain sentence for the agent. permanent: nothing is gained by trying again. unconfirmed:
    the request was written, the answer never came: it may have arrived. retry_after: seconds to wait at least
    before trying again. tries_most: how often it is tried in all. code: the platform's code as text.
    channel_broken: every reply of this account will fail until an administrator changes its configuration: it is
    paused. paused_until: the same, but it passes by itself at that time. correction: what it teaches about the customer.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        permanent: bool = False,
        unconfirmed: bool = False,
        retry_after: int = 0,
        tries_most: int = 12,
        channel_broken: bool = False,
        paused_until: datetime | None = None,
        correction: Correction = Correction.NONE,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.permanent = permanent
        self.unconfirmed = unconfirmed
        self.retry_after = retry_after
        self.tries_most = tries_most
        self.channel_broken = channel_broken
        self.paused_until = paused_until
        self.correction = correction

    @property
    def stops_channel(self) -> bool:
        """Whether the other replies of the account would fare no better."""
        return self.channel_broken or self.paused_until is not None


class MediaGone(DeliveryError):
    """The platform does not have the file any more, or never had it."""


class Adapter(Protocol):
    """One platform's way out.

    idempotent: sending the same message twice shows it once, so a send whose outcome is unknown may be repeated.
    """

    idempotent: bool

    def send(self, message: Message) -> str | None:
        """Hands the message to the platform. Returns once it was taken; else raises DeliveryError.

        What it returns, if anything, is a sentence for the agent about what the customer sees differently.
        """

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        """Writes a customer's file into `into`. Raises MediaGone when the platform has it no more, else DeliveryError.

        What stands in `into` after an error is of no use. Under "instead" a source may name another of the same file.
        """

    def show_file(self, message: Message) -> None:
        """Shows the customer that the file of their own message is here, or can't be had. Nothing is raised."""

    def forget(self, customer: Customer) -> None:
        """Deletes what is kept of a customer besides the record, who is being erased. Inside a transaction."""

    def typing(self, customer: Customer, on: bool) -> None:
        """Shows the customer that somebody types, or no longer does. Nothing is raised when it does not work."""


@cache
def _adapter(kind: str) -> Adapter:
    return cast(Adapter, import_string(ADAPTERS[Channel.Kind(kind)])())


def adapter_for(channel: Channel) -> Adapter:
    """The adapter of the channel's platform."""
    return _adapter(channel.kind)
