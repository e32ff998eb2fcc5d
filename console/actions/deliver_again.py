from functools import partial

from django.db import transaction
from django.utils import timezone

from console import live
from history import services
from history.models import Message
from history.signals import reply_recorded


def deliver_again(message: Message) -> bool:
    """Puts a reply that failed up for delivery again, for an administrator who has mended what was wrong.

    For channels without a reply window only. False unless it had failed.
    """
    with transaction.atomic():
        customer = services.lock_customer_of(message.conversation_id)
        fresh = {"due_at": timezone.now(), "attempts": 0, "error": "", "error_code": ""}
        if not services.move_state(message, of=(Message.State.FAILED,), to=Message.State.PENDING, **fresh):
            return False
        services.touch_conversations(customer)
        transaction.on_commit(partial(live.put_words, message.pk), robust=True)
        ids = {"conversation_id": message.conversation_id, "message_id": message.pk}
        deliver = partial(reply_recorded.send, sender=Message, **ids)
        transaction.on_commit(deliver, robust=True)
    return True
