from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from console.models import Erasure
from console.refusals import SupervisorsOnly, TooLate, Unfit
from history import services
from history.erasing import NOBODY
from history.models import Customer


def ask_erasure(customer: Customer, *, by: User, why: str) -> Erasure:
    """A supervisor wants a customer erased, with everything, from now on. Asked for twice, it is done once.

    One that is planned for later begins now. Raises SupervisorsOnly, Unfit for what is no reason, TooLate if the customer
    is being erased already.
    """
    if not by.is_staff:
        raise SupervisorsOnly
    if why not in Erasure.BY_PEOPLE:
        raise Unfit(_("Choose a reason."))
    with transaction.atomic():
        found = services.locked(customer.pk)
        if found is None or found.external_id.startswith(NOBODY):
            raise TooLate(_("This customer is being erased already."))
        asked = {"why": why, "asked_by": by, "asked_by_name": _name(by), "due_at": timezone.now()}
        return Erasure.open().update_or_create(customer=customer, defaults=asked)[0]


def _name(user: User) -> str:
    agent = getattr(user, "agent", None)
    return agent.name if agent else user.get_username()[:120]
