from functools import partial

from django.db import transaction
from django.utils import timezone

from console import live
from console.models import Agent, SignIn
from console.people import sign_ins
from console.people.sign_ins import Over


def sign_in(agent: Agent, *, session_key: str) -> None:
    """Makes that session the agent's one: an earlier one ends, its sockets at once. Of two at the same time one stays."""
    now, session = timezone.now(), sign_ins.digest(session_key)
    fresh = {"session": session, "began_at": now, "active_at": now, "over": ""}
    with transaction.atomic():
        Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
        earlier = SignIn.objects.filter(pk=agent.pk).first()
        SignIn.objects.update_or_create(agent_id=agent.pk, defaults=fresh)
        if earlier is not None and earlier.session != session:
            transaction.on_commit(partial(live.sign_out, earlier.session, Over.ELSEWHERE), robust=True)
