from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import customers, live
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import comments
from history.models import Comment, Conversation


def restore_comment(comment: Comment, *, agent: Agent) -> None:
    """Puts one's own removed comment back. Again changes nothing.

    Raises NotYours for another's, and while others have the customer; Unfit when it was forgotten meanwhile.
    """
    if comment.author_id != agent.pk:
        raise NotYours
    conversation = Conversation.objects.filter(customer=comment.customer_id).latest("pk")
    with transaction.atomic():
        _customer, latest = customers.held(conversation, agent)
        if comments.put_back(comment):
            transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)
        elif not Comment.objects.filter(pk=comment.pk).exists():
            raise Unfit(_("The comment can't be brought back any more."))
