from django.contrib.auth.models import User

from console.models import Agent
from console.people import locks, roles
from console.refusals import Forbidden


def unlock(agent: Agent, *, by: User) -> None:
    """Lets a person try again who had too many wrong passwords in a row."""
    if not roles.may_manage(by, agent):
        raise Forbidden
    locks.unlock(agent.user)
