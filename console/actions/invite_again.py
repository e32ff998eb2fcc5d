from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from console.actions.invite import write_invitation
from console.models import Agent
from console.people import roles
from console.refusals import Forbidden, Refused


def invite_again(agent: Agent, *, by: User) -> None:
    """Sends the invitation once more, also after it was withdrawn. Raises Refused for somebody who has joined."""
    if not roles.may_manage(by, agent):
        raise Forbidden
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=agent.pk)
        if user.has_usable_password():
            raise Refused(_("This person has joined already."))
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.letters.filter(due_at__isnull=False).update(due_at=None)
        write_invitation(user)
