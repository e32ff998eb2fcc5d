from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from console.models import Erasure
from console.refusals import Forbidden, SupervisorsOnly, TooLate


def call_off_erasure(erasure: Erasure, *, by: User) -> None:
    """A supervisor calls off an erasure that has not begun; of what is old, an administrator also what is left of one.

    Raises SupervisorsOnly, Forbidden, TooLate.
    """
    if not by.is_staff:
        raise SupervisorsOnly
    if erasure.why == Erasure.Why.AGE and not by.is_superuser:
        raise Forbidden
    with transaction.atomic():
        found = Erasure.open().select_for_update(of=("self",)).filter(pk=erasure.pk).first()
        if found is None or not may_be_called_off(found):
            raise TooLate(_("It is too late: this erasure has begun or is over."))
        Erasure.objects.filter(pk=found.pk).update(called_off_at=timezone.now())


def may_be_called_off(erasure: Erasure) -> bool:
    """Whether something is left of it to call off: who is erased half is erased."""
    is_over = erasure.done_at is not None or erasure.called_off_at is not None
    return not is_over and (erasure.begun_at is None or erasure.why == Erasure.Why.AGE)
