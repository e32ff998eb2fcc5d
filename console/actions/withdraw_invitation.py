from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from console.actions.deactivate import deactivate
from console.models import Agent
from console.refusals import Refused


def withdraw_invitation(agent: Agent, *, by: User) -> None:
    """The links that were sent are worth nothing from now on. Raises Refused for somebody who has joined."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=agent.pk)
        if user.has_usable_password():
            raise Refused(_("This person has joined already."))
        deactivate(agent, by=by)
