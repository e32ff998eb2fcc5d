from functools import partial

from django.db import transaction

from console import customers, live
from console.models import Agent
from console.refusals import NotYours
from history import comments
from history.models import Comment, Conversation


def remove_comment(comment: Comment, *, agent: Agent) -> None:
    """Removes one's own comment. Again changes nothing. Raises NotYours for another's, and while others have the customer."""
    if comment.author_id != agent.pk:
        raise NotYours
    conversation = Conversation.objects.filter(customer=comment.customer_id).latest("pk")
    with transaction.atomic():
        _customer, latest = customers.held(conversation, agent)
        if comments.remove(comment):
            transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)
