from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import access, live
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import services
from history.models import Conversation


def rename(conversation: Conversation, *, agent: Agent, name: str) -> None:
    """Gives the conversation's customer the name that we call them. Raises Unfit for no name or one over 120 characters.

    Raises NotYours while others have the customer, whichever of the customer's conversations it is.
    """
    name = " ".join(name.replace("\x00", "").split())
    if not 1 <= len(name) <= services.NAME_MOST:
        raise Unfit(_("A name has 1 to %(most)d characters.") % {"most": services.NAME_MOST})
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        latest = customer.conversations.latest("pk")
        if not access.may_read(agent, latest):
            raise NotYours
        services.rename(customer, name)
        transaction.on_commit(partial(live.put_chat, latest.pk), robust=True)
