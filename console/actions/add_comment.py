from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from console import customers, live
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import comments
from history.models import Comment, Conversation


def add_comment(conversation: Conversation, *, agent: Agent, text: str, client_id: UUID) -> None:
    """Adds what agents should know of the conversation's customer. The same client_id again changes nothing.

    Raises Unfit for an empty or too long text, and NotYours while others have the customer.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not 1 <= len(text) <= comments.TEXT_MOST:
        raise Unfit(_("A comment has 1 to %(most)d characters.") % {"most": comments.TEXT_MOST})
    try:
        with transaction.atomic():
            _add(conversation, agent, text, client_id)
    except IntegrityError as error:  # the same client_id at the same moment on another customer
        raise NotYours from error


def _add(conversation: Conversation, agent: Agent, text: str, client_id: UUID) -> None:
    customer, latest = customers.held(conversation, agent)
    known = Comment.objects.filter(client_id=client_id).first()
    if known is None:
        comments.add(customer, text=text, author=agent.user, author_name=agent.name, client_id=client_id)
        transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)
    elif known.customer_id != customer.pk or known.author_id != agent.pk:
        raise NotYours
