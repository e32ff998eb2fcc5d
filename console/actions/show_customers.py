from collections.abc import Collection
from functools import partial

from django.db import transaction

from console import live
from history.models import Conversation

MOST = 100  # the screens of the others catch up by themselves


def show_customers(customer_ids: Collection[int]) -> None:
    """Shows what is known of these customers now, after the commit, to whoever has their open chats before them."""
    unclosed = Conversation.objects.filter(customer__in=customer_ids).exclude(state=Conversation.State.CLOSED)
    for conversation_id in unclosed.order_by("-last_message_at").values_list("pk", flat=True)[:MOST]:
        transaction.on_commit(partial(live.put_customer, conversation_id), robust=True)
