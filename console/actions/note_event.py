from dataclasses import dataclass
from functools import partial

from django.db import transaction

from console import live
from console.actions.plan_erasure import note_leaving, plan_erasure
from console.models import Erasure
from history import services, windows
from history.models import Channel, Conversation, Customer
from history.services import Event


@dataclass(frozen=True, kw_only=True)
class Noted:
    """Something that a customer did on a channel, and what follows from it.

    is_line: it is worth a line in the history. opens: it allows a few replies in the next minute. place: where they
    are, as in `history.models.Customer`; forgets_place: they took that back. left: they stopped following us (True),
    or began (False). gives_up: they have no account at the platform any more. `name` is used if we never heard of them.
    """

    channel: Channel
    customer_id: str
    name: str
    event: Event
    is_line: bool = True
    opens: bool = False
    place: dict[str, float] | None = None
    forgets_place: bool = False
    left: bool | None = None
    gives_up: bool = False


def note_event(noted: Noted) -> bool:
    """Notes what a customer did. It opens no conversation: the line goes into their latest one.

    False if there was nowhere to note it, because we do not know them. The same event again changes nothing.
    """
    with transaction.atomic():
        customer = _customer(noted)
        if customer is None:
            return False
        if services.find_received(customer, noted.event.external_id) is not None:
            return True
        _apply(noted, customer)
        latest = Conversation.objects.select_for_update().filter(customer=customer).order_by("-pk").first()
        if latest is None:
            return _changes_customer(noted)
        latest.customer = customer
        _show(noted, latest)
    return True


def _customer(noted: Noted) -> Customer | None:
    """Whoever never wrote is remembered only if what they did will matter when they do."""
    if noted.opens or noted.place:
        return services.ensure_customer(noted.channel, external_id=noted.customer_id, name=noted.name)
    return services.find_customer(noted.channel, noted.customer_id)


def _changes_customer(noted: Noted) -> bool:
    return noted.opens or noted.forgets_place or noted.place is not None or noted.left is not None


def _apply(noted: Noted, customer: Customer) -> None:
    if noted.left is not None:
        note_leaving(customer, left=noted.left)
    if noted.gives_up:
        plan_erasure(customer, why=Erasure.Why.CANCELLED)
    if noted.opens:
        windows.open_briefly(customer)
    if noted.place or noted.forgets_place:
        services.place(customer, noted.place)


def _show(noted: Noted, conversation: Conversation) -> None:
    if noted.is_line:
        line = services.record_event(conversation, noted.event)
        transaction.on_commit(partial(live.put_message, line.pk), robust=True)
    if noted.opens or noted.left is not None:
        services.touch_conversations(conversation.customer)
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
