from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from console.models import Agent
from console.people import roles
from console.refusals import Forbidden, Refused


def change_person(agent: Agent, *, by: User, email: str, role: str) -> None:
    """Another e-mail or another role. Only administrators give another e-mail: whoever reads it can set a password.

    Raises Forbidden for what is not one's to change, Refused when somebody else has that e-mail.
    """
    email = email.lower()
    with transaction.atomic():
        # All who may decide, in one order: two administrators can't demote each other at the same moment.
        deciders = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
        _check(agent, next((one for one in deciders if one.pk == by.pk), by), email, role)
        roles.give(agent.user, role)
        _rename(agent.user, email)


def _check(agent: Agent, by: User, email: str, role: str) -> None:
    agent.user.refresh_from_db()
    by.refresh_from_db()
    if not roles.may_manage(by, agent) or role not in roles.may_give(by):
        raise Forbidden
    if email != agent.user.email and not by.is_superuser:
        raise Forbidden


def _rename(user: User, email: str) -> None:
    try:
        with transaction.atomic():
            user.email = user.username = email
            user.save(update_fields=["email", "username"])
    except IntegrityError:
        raise Refused(_("Somebody has this e-mail already.")) from None
