from functools import partial

from django.db import transaction
from django.utils import timezone

from console import access, live
from console.models import Agent
from console.refusals import NoRoom, NotYours
from history import services, windows
from history.models import Message
from history.signals import reply_recorded

AGAIN = (Message.State.FAILED, Message.State.UNCONFIRMED)


def retry(message: Message, *, agent: Agent) -> None:
    """Puts a reply that failed, or that may not have arrived, up for delivery again. Pressed twice, it goes once.

    Raises NotYours for whoever is not in the conversation, NoRoom when the platform allows no reply now.
    """
    with transaction.atomic():
        customer = services.lock_customer_of(message.conversation_id)
        if not access.takes_part(agent, message.conversation):
            raise NotYours
        fresh = {"due_at": timezone.now(), "attempts": 0, "error": "", "error_code": ""}
        if not services.move_state(message, of=AGAIN, to=Message.State.PENDING, **fresh):
            return
        if not windows.spend(customer):
            raise NoRoom(windows.room(customer))
        services.touch_conversations(customer)
        transaction.on_commit(partial(live.put_words, message.pk), robust=True)
        ids = {"conversation_id": message.conversation_id, "message_id": message.pk}
        deliver = partial(reply_recorded.send, sender=Message, **ids)
        transaction.on_commit(deliver, robust=True)
