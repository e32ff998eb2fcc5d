from django.contrib.auth.models import User

from console.models import Agent
from console.people import roles
from console.refusals import Forbidden


def reactivate(agent: Agent, *, by: User) -> None:
    """Lets a person in again, with the password that they had."""
    if not roles.may_manage(by, agent):
        raise Forbidden
    User.objects.filter(pk=agent.pk).update(is_active=True)
