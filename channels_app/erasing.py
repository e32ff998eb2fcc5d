"""Erasing, as far as doors have a part in it: what they keep of customers besides the record, and files' way out."""

from datetime import timedelta

from django.utils import timezone

from channels_app.adapters import adapter_for
from channels_app.models import KeptDelivery, UploadedMedia
from console.actions.erase import erase
from console.actions.plan_erasure import plan_erasures
from console.alone import ERASING, alone
from console.models import Erasure
from history import discards
from history.models import Customer

ERASURES_MOST = 20
FILES_MOST = 200
DELIVERIES_KEPT = timedelta(days=30)  # that nobody can read: whose they are is not always known


def is_due() -> bool:
    """Whether there is something to be erased, or a file to be deleted."""
    return Erasure.due().exists() or bool(discards.due(1))


def erase_due() -> None:
    """Works on what is to be erased, one process at a time, and deletes the files of what was."""
    with alone(ERASING) as is_alone:
        if is_alone:
            for erasure in Erasure.due()[:ERASURES_MOST]:
                erase(erasure, forget=_forget)
            _drop_files()


def plan() -> None:
    """Plans erasures that the settings ask for, and forgets deliveries that nobody could read for weeks."""
    plan_erasures()
    KeptDelivery.objects.filter(created_at__lt=timezone.now() - DELIVERIES_KEPT).delete()


def _forget(customer: Customer) -> None:
    adapter_for(customer.channel).forget(customer)


def _drop_files() -> None:
    """With them goes what a platform holds of them for us: it can't be used again."""
    for discard in discards.due(FILES_MOST):
        UploadedMedia.objects.filter(file=discard.name).delete()
        discards.drop(discard)
