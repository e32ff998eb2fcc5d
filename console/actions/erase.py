"""The work of an erasure, batch by batch. Each counts what it deletes in the same transaction: whoever dies, the next goes on."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from console import erasures, live
from console.actions.keep_figures import keep_figures
from console.actions.shut import shut
from console.models import Erasure
from history import erasing, services
from history.erasing import Gone
from history.models import Conversation, Customer, Message

log = logging.getLogger(__name__)

BATCH = 200
TURN_MOST = 4.0  # seconds in which batches begin: the worker has customers to serve
CHATS_MOST = 1000  # the latest: more are listed nowhere
STOPPED = _("The customer is being erased.")
FILE_GONE = _("Files are kept for a limited time only. This one was removed.")
Forget = Callable[[Customer], None]


def erase(erasure: Erasure, *, forget: Forget) -> None:
    """Works on an erasure until it is done, or has to wait, or for TURN_MOST seconds; the next sweep goes on.

    forget: takes from the doors what they keep of a customer besides the record, inside the transaction.
    """
    ends = time.monotonic() + TURN_MOST
    while time.monotonic() < ends and _step(erasure, forget):
        pass


def _step(erasure: Erasure, forget: Forget) -> bool:
    """One batch. False if there is nothing more to do now. The customer is locked first, as everywhere."""
    with transaction.atomic():
        customer = services.locked(erasure.customer_id) if erasure.customer_id else None
        due = Erasure.due().select_for_update(of=("self",)).filter(pk=erasure.pk).first()
        if due is None:
            return False
        if due.why == Erasure.Why.AGE:
            return _step_of_old(due)
        return _step_of_customer(due, customer, forget) if customer else _finish(due)


def _step_of_customer(erasure: Erasure, customer: Customer, forget: Forget) -> bool:
    if erasure.begun_at is None:
        return _begin(erasure, customer, forget)
    if _keep_figures(customer):
        return True
    gone = (
        erasing.erase_messages(Message.objects.filter(customer=customer), most=BATCH)
        or erasing.erase_conversations(Conversation.objects.filter(customer=customer), most=BATCH)
        or erasing.erase_customer(customer)
    )
    return _count(erasure, gone)


def _keep_figures(customer: Customer) -> bool:
    """Of the oldest of their chats, if there is one that reports still count from the record."""
    chat = customer.conversations.filter(kept__isnull=True).order_by("opened_at", "pk").first()
    if chat is not None:
        keep_figures(chat)
    return chat is not None


def _begin(erasure: Erasure, customer: Customer, forget: Forget) -> bool:
    """From here on the customer is nobody, and whoever they were is somebody new with their next message. It waits until
    no reply is under way to them."""
    if erasure.why == Erasure.Why.LEFT and customer.left_at is None:  # they have written since then: they follow again
        Erasure.objects.filter(pk=erasure.pk).update(called_off_at=timezone.now())
        return False
    for chat in customer.conversations.exclude(state="closed"):
        shut(chat, how=Conversation.ClosedHow.ERASED)
    if not services.stop_replies(customer, reason=STOPPED):
        return False
    forget(customer)
    erasing.forget(customer)
    erasure.chats = list(customer.conversations.order_by("-pk").values_list("pk", flat=True)[:CHATS_MOST])
    erasure.planned = customer.messages.count()
    erasure.begun_at = timezone.now()
    erasure.save(update_fields=["chats", "planned", "begun_at"])
    transaction.on_commit(partial(live.put_gone, erasure.pk), robust=True)
    return True


def _step_of_old(erasure: Erasure) -> bool:
    if erasure.begun_at is None:
        erasure.begun_at, erasure.planned = timezone.now(), erasures.old_chats(erasure.before).count()
        erasure.save(update_fields=["begun_at", "planned"])
    gone = _batch_of_old(erasure)
    return _finish(erasure) if gone is None else _count(erasure, gone)


def _batch_of_old(erasure: Erasure) -> Gone | None:
    """None at the end."""
    chat = erasures.old_chats(erasure.before).order_by("closed_at", "pk").first()
    if chat is not None:
        return _batch_of_chat(chat, erasure)
    files = list(erasures.old_files(erasure.files_before)[:BATCH])
    if files:
        return erasing.erase_files(files, reason=FILE_GONE)
    stranger = erasures.old_strangers(erasure.before).order_by("pk").first()
    return _erase_stranger(stranger.pk, erasure) if stranger else None


def _batch_of_chat(chat: Conversation, erasure: Erasure) -> Gone:
    customer = services.lock_customer_of(chat.pk)
    keep_figures(chat)
    gone = erasing.erase_messages(Message.objects.filter(conversation=chat), most=BATCH)
    if gone:
        return gone
    gone = erasing.erase_conversations(Conversation.objects.filter(pk=chat.pk), most=1)
    _count(erasure, _erase_stranger(customer.pk, erasure))
    return gone


def _erase_stranger(customer_id: int, erasure: Erasure) -> Gone:
    """Unless a chat of theirs is left, or has begun in between."""
    customer = services.locked(customer_id)
    left = erasures.old_strangers(erasure.before).filter(pk=customer_id).exists()
    return erasing.erase_customer(customer) if customer and left else Gone()


def _count(erasure: Erasure, gone: Gone) -> bool:
    counts = {name: F(name) + number for name, number in asdict(gone).items() if number}
    if counts:
        Erasure.objects.filter(pk=erasure.pk).update(**counts)
    return True


def _finish(erasure: Erasure) -> bool:
    Erasure.objects.filter(pk=erasure.pk).update(done_at=timezone.now())
    log.info("Erasure %s is done", erasure.pk)
    return False
