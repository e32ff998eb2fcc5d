from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction

from console.actions.announce import announce
from console.actions.end_sign_in import end_sign_in
from console.models import Agent
from console.people import roles
from console.people.sign_ins import Over
from console.refusals import Forbidden


def deactivate(agent: Agent, *, by: User) -> None:
    """Shuts a person out at once, everywhere: session, sockets, links that were sent, mails that were to leave."""
    if not roles.may_manage(by, agent):
        raise Forbidden
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=agent.pk)
        # Another unusable password: the token of an invitation is signed over it.
        password = user.password if user.has_usable_password() else make_password(None)
        User.objects.filter(pk=user.pk).update(is_active=False, password=password)
        user.letters.filter(due_at__isnull=False).update(due_at=None)
        end_sign_in(user.pk, why=Over.ENDED)
        Agent.objects.filter(pk=agent.pk).update(seen_at=None)
        agent.refresh_from_db()
    announce(agent)
