from django.db import transaction
from django.db.models import QuerySet

from console.actions.claim import claim
from console.models import Agent
from console.refusals import NobodyWaits, Taken
from history.models import Conversation

TRIES = 10


def claim_next(*, agent: Agent) -> Conversation:
    """Gives the agent the customer who has waited longest. Raises NobodyWaits."""
    for _try in range(TRIES):
        conversation = _try_longest_waiting(agent)
        if conversation is not None:
            return conversation
        if not _waiting().exists():
            break
    raise NobodyWaits


def _try_longest_waiting(agent: Agent) -> Conversation | None:
    with transaction.atomic():
        conversation = _longest_unlocked() or _waiting().first()
        if conversation is None:
            return None
        try:
            claim(conversation, agent=agent)
        except Taken:
            return None
        return conversation


def _longest_unlocked() -> Conversation | None:
    """Locks the customer and skips those whose rows others hold, so that fifty agents at once take fifty different chats."""
    free = _waiting().select_related("customer")
    return free.select_for_update(of=("customer",), skip_locked=True, no_key=True).first()


def _waiting() -> QuerySet[Conversation]:
    return Conversation.objects.filter(state=Conversation.State.WAITING).order_by("waiting_since", "pk")
