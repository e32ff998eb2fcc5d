from functools import partial

from django.db import transaction
from django.utils import timezone

from console import access, live
from console.models import Agent, Participation
from console.refusals import NotYours
from history import services
from history.models import Conversation


def close(conversation: Conversation, *, agent: Agent) -> None:
    """Closes the conversation for everybody in it. Closing it twice changes nothing. Raises NotYours."""
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        conversation.refresh_from_db()
        if conversation.state == Conversation.State.CLOSED:
            return
        if not access.takes_part(agent, conversation) or not services.close(conversation.pk, closed_by=agent.user):
            raise NotYours
        Participation.objects.filter(conversation=conversation, left_at__isnull=True).update(left_at=timezone.now())
        line = services.record_line(conversation, kind="closed", sender=agent.user, sender_name=agent.name)
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
        transaction.on_commit(partial(live.put_message, line.pk), robust=True)
