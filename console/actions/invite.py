from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from console.models import Agent, Letter
from console.people import roles
from console.refusals import Forbidden, Refused


def invite(*, by: User, name: str, email: str, role: str, language: str = "en", time_zone: str = "UTC") -> Agent:
    """Adds a person without a password, and has the invitation sent. Their e-mail is their user's name, in small letters.

    Raises Forbidden for a role that is not one's to give, Refused when somebody has that e-mail already.
    """
    if role not in roles.may_give(by):
        raise Forbidden
    try:
        with transaction.atomic():
            return _added(name, email.lower(), role, language, time_zone)
    except IntegrityError:
        raise Refused(_("Somebody has this e-mail already.")) from None


def write_invitation(user: User) -> None:
    """The mail is a row first; a sweep sends it."""
    Letter.objects.create(kind=Letter.Kind.INVITATION, user=user, address=user.email, due_at=timezone.now())


def _added(name: str, email: str, role: str, language: str, time_zone: str) -> Agent:
    user = User(username=email, email=email)
    user.set_unusable_password()
    user.save()
    roles.give(user, role)
    agent = Agent.objects.create(user=user, name=name, language=language, time_zone=time_zone)
    write_invitation(user)
    return agent
