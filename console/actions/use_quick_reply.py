from time import time

from django.core.cache import cache
from django.utils.translation import gettext as _

from console import access
from console.models import Agent
from console.refusals import NotYours, TooOften, Unfit
from history.models import Conversation
from quickreplies import queries, services

MOST = 30  # in a minute: nobody puts more of them into a box by hand
MINUTE = 60


def use_quick_reply(conversation: Conversation, *, agent: Agent, reply_id: int) -> None:
    """Counts that the agent put the quick reply into the conversation's box.

    Raises NotYours for who is not in the conversation, TooOften, and Unfit for a reply that is not on offer.
    """
    if not access.takes_part(agent, conversation):
        raise NotYours
    _bound(agent)
    if not queries.is_on_offer(reply_id):
        raise Unfit(_("This quick reply is not on offer any more."))
    services.count_use(reply_id)


def _bound(agent: Agent) -> None:
    """Each process counts for itself: it is a bound, not a measure."""
    key = f"quick-replies-used-{agent.pk}-{int(time() // MINUTE)}"
    used = cache.get(key, 0) + 1
    if used > MOST:
        raise TooOften
    cache.set(key, used, 2 * MINUTE)
