"""How long and how often a platform still lets us reply to a customer. A hint: the platform's refusals correct it.

WeChat: 5 replies in 48 hours after a message, 3 in a minute after a press in the menu, a scan, a new follower. The
channel holds the numbers; without `window_seconds` there is no window. Call what changes it with the customer locked.
A message renews the window where it is stored: in `history.statements`.
Source: developers.weixin.qq.com, "Customer service messages".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from history.models import Customer


class Price(NamedTuple):
    """How many replies one takes, out of the window that a message opens and out of the brief one."""

    whole: int = 0
    brief: int = 0


FREE = Price()


@dataclass(frozen=True)
class Room:
    """`left` replies until `until`. most: as many as a fresh window has. `until` is null where none was ever open."""

    left: int
    until: datetime | None
    most: int

    @property
    def is_over(self) -> bool:
        """Whether its time is over, however many replies it had left."""
        return self.until is None or self.until <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether a reply can leave now."""
        return self.left > 0 and not self.is_over


def room(customer: Customer) -> Room | None:
    """The window that a reply would use now; None on channels that have none."""
    if customer.channel.window_seconds is None:
        return None
    whole, brief = _whole(customer), _brief(customer)
    return brief if brief.is_open and not whole.is_open else whole


def has_ended(customer: Customer) -> bool:
    """Whether nothing can leave any more, not even replies that were taken out while there was time."""
    return customer.channel.window_seconds is not None and _whole(customer).is_over and _brief(customer).is_over


def has_run_out(customer: Customer) -> bool:
    """Whether its time is over by our own clock. Unlike `has_ended` it does not follow from a refusal of the platform:
    that closes the box, and a chat goes on for as long as the customer's next message may still open it."""
    now, untils = timezone.now(), (customer.window_until, customer.brief_until)
    return customer.channel.window_seconds is not None and all(until is None or until <= now for until in untils)


def ended(prefix: str) -> Q:
    """`has_ended` as a condition on rows that lead to their customer by `prefix`, such as "customer__"."""
    return _over(prefix, Q(**{f"{prefix}window_shut_at__isnull": False}))


def run_out(prefix: str) -> Q:
    """`has_run_out` likewise."""
    return _over(prefix, Q())


def open_briefly(customer: Customer) -> None:
    """The customer did something that allows a few replies at once."""
    channel = customer.channel
    if channel.window_seconds is None:
        return
    ends = timezone.now() + timedelta(seconds=channel.brief_seconds)
    _change(customer, brief_until=ends, brief_left=channel.brief_replies)


def price(customer: Customer) -> Price | None:
    """What one reply takes now; None if there is none to take."""
    if customer.channel.window_seconds is None:
        return FREE
    if _whole(customer).is_open:
        return Price(whole=1)
    return Price(brief=1) if _brief(customer).is_open else None


def spend(customer: Customer) -> bool:
    """Takes one reply out of the window; False if there is none to take."""
    cost = price(customer)
    if cost is None:
        return False
    if any(cost):
        _change(customer, window_left=customer.window_left - cost.whole, brief_left=customer.brief_left - cost.brief)
    return True


def give_back(customer: Customer) -> None:
    """A reply that was taken out did not leave after all."""
    channel = customer.channel
    if channel.window_seconds is None:
        return
    if not _whole(customer).is_over:
        _change(customer, window_left=min(channel.window_replies, customer.window_left + 1))
    elif not _brief(customer).is_over:
        _change(customer, brief_left=min(channel.brief_replies, customer.brief_left + 1))


def shut(customer: Customer, *, sent_at: datetime) -> None:
    """The platform says that it is over. If the customer wrote after `sent_at`, the reply only counts no longer."""
    if _is_newer(customer, sent_at):
        return give_back(customer)
    _change(customer, window_shut_at=timezone.now(), window_left=0, brief_until=None, brief_left=0)


def use_up(customer: Customer, *, sent_at: datetime) -> None:
    """The platform says that no replies are left. If the customer wrote after `sent_at`, the reply only counts no longer."""
    if _is_newer(customer, sent_at):
        return give_back(customer)
    _change(customer, window_left=0, brief_left=0)


def _over(prefix: str, whole_is_shut: Q) -> Q:
    now = timezone.now()
    whole, brief = (
        Q(**{f"{prefix}{until}__isnull": True}) | Q(**{f"{prefix}{until}__lte": now})
        for until in ("window_until", "brief_until")
    )
    return Q(**{f"{prefix}channel__window_seconds__isnull": False}) & (whole | whole_is_shut) & brief


def _whole(customer: Customer) -> Room:
    until = customer.window_shut_at or customer.window_until
    return Room(customer.window_left, until, customer.channel.window_replies)


def _brief(customer: Customer) -> Room:
    return Room(customer.brief_left, customer.brief_until, customer.channel.brief_replies)


def _is_newer(customer: Customer, sent_at: datetime) -> bool:
    return customer.window_from is not None and customer.window_from > sent_at


def _change(customer: Customer, **fields: object) -> None:
    Customer.objects.filter(pk=customer.pk).update(**fields)
    for name, value in fields.items():
        setattr(customer, name, value)
