from functools import partial

from django.db import transaction

from console import customers, live
from console.models import Agent
from history import tags
from history.models import Conversation


def remove_tag(conversation: Conversation, *, agent: Agent, tag_id: int) -> None:
    """Takes a tag from the conversation's customer. Again changes nothing. Raises NotYours while others have the customer."""
    with transaction.atomic():
        customer, latest = customers.held(conversation, agent)
        if tags.take(customer, tag_id):
            transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)
