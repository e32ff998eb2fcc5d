from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import access, live
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import services
from history.models import Conversation


def rename(conversation: Conversation, *, agent: Agent, name: str) -> None:
    """Gives the conversation's customer the name that we call them. Raises Unfit for no name or one over 120 characters."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= services.NAME_MOST:
        raise Unfit(_("A name has 1 to %(most)d characters.") % {"most": services.NAME_MOST})
    if not access.may_read(agent, conversation):
        raise NotYours
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        services.rename(customer, name)
        latest = customer.conversations.latest("pk")
        transaction.on_commit(partial(live.put_chat, latest.pk), robust=True)
