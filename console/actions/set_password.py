from auditlog.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from console.actions.end_sign_in import end_sign_in
from console.people import locks
from console.people.sign_ins import Over
from console.refusals import Refused

HIDDEN = ["•••", "•••"]  # what the audit log has of a password, before and after


def set_password(user: User, *, password: str) -> None:
    """Gives the user a new password, ends their sign-in wherever it is, and unlocks the account.

    Raises Refused when the password is not the one any more with which `user` was read, or the user is deactivated: what
    may be done once is not done twice at the same time.
    """
    fresh = make_password(password)
    with transaction.atomic():
        same = User.objects.filter(pk=user.pk, password=user.password, is_active=True)
        if not same.update(password=fresh):
            raise Refused(_("The password has been changed meanwhile."))
        LogEntry.objects.log_create(user, action=LogEntry.Action.UPDATE, changes={"password": HIDDEN})
        end_sign_in(user.pk, why=Over.PASSWORD)
        locks.unlock(user)
    user.password = fresh
