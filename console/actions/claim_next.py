from django.db import transaction
from django.db.models import QuerySet

from console import offers, queries
from console.actions.claim import claim
from console.models import Agent, Offer
from console.refusals import NobodyWaits, Refused
from history.models import Conversation

TRIES = 10


def claim_next(*, agent: Agent) -> Conversation:
    """Gives the agent the customer who comes back to them, else the one who has waited longest. Raises NobodyWaits."""
    for _try in range(TRIES):
        conversation = _try_first(agent)
        if conversation is not None:
            return conversation
        if not _waiting(agent).exists():
            break
    raise NobodyWaits


def _try_first(agent: Agent) -> Conversation | None:
    with transaction.atomic():
        conversation = _offered(agent) or _first_unlocked(agent) or _waiting(agent).first()
        if conversation is None:
            return None
        try:
            claim(conversation, agent=agent)
        except Refused:
            return None
        return conversation


def _offered(agent: Agent) -> Conversation | None:
    pending = Offer.objects.filter(agent=agent, state=Offer.State.PENDING).order_by("pk")
    offer = pending.select_related("conversation").first()
    return offer.conversation if offer else None


def _first_unlocked(agent: Agent) -> Conversation | None:
    """Locks the customer and skips those whose rows others hold, so that fifty agents at once take fifty different chats."""
    free = _waiting(agent).select_related("customer")
    return free.select_for_update(of=("customer",), skip_locked=True, no_key=True).first()


def _waiting(agent: Agent) -> QuerySet[Conversation]:
    return offers.free_for(agent, queries.in_line())
