from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import customers, live
from console.models import Agent
from console.refusals import Unfit
from history import profiles, tags
from history.models import Conversation
from history.models.tag import NAME_MOST


def add_tag(conversation: Conversation, *, agent: Agent, name: str) -> None:
    """Gives the conversation's customer a tag, which is made now if there is none of that name. Again changes nothing.

    Raises Unfit for no name, a name that is too long, and one tag too many; NotYours while others have the customer.
    """
    name = fit_name(name)
    with transaction.atomic():
        customer, latest = customers.held(conversation, agent)
        if tags.give(customer, name, by=agent.user, by_name=agent.name):
            if customer.taggings.count() > tags.OF_ONE_MOST:
                raise Unfit(_("A customer has %(most)d tags at most. Remove one first.") % {"most": tags.OF_ONE_MOST})
            transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)


def fit_name(name: str) -> str:
    """The name in one line. Raises Unfit."""
    name = profiles.one_line(name)
    if not tags.key_of(name) or len(name) > NAME_MOST:
        raise Unfit(_("A tag has 1 to %(most)d characters.") % {"most": NAME_MOST})
    return name
