"""Returning customers, who are offered to the agent who had them before they are shown to everybody."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from console import presence
from console.models import Agent, DeskSettings, Offer, Participation
from history.models import Conversation, Customer

Pending = Offer.State.PENDING


def pending(conversation: Conversation) -> Offer | None:
    """The offer that the conversation waits for now."""
    return Offer.objects.select_related("agent").filter(conversation=conversation, state=Pending).first()


def offer_back(conversation: Conversation) -> Offer | None:
    """Offers a new conversation to whoever had the customer last, if they are available. The customer must be locked."""
    desk = DeskSettings.load()
    agent = had_last(conversation.customer)
    if agent is None or desk.queue == DeskSettings.Queue.AUTO or presence.of(agent) != Agent.Presence.AVAILABLE:
        return None
    due_at = timezone.now() + timedelta(seconds=desk.offer_seconds)
    return Offer.objects.create(conversation=conversation, agent=agent, due_at=due_at)


def had_last(customer: Customer) -> Agent | None:
    """Who was the last to have a chat with that customer, if they still work here."""
    theirs = Participation.objects.filter(conversation__customer=customer, left_at__isnull=False)
    last = theirs.select_related("agent__user").order_by("-left_at", "-pk").first()
    return last.agent if last and last.agent.user.is_active else None


def end(conversation: Conversation, state: str) -> bool:
    """Ends the conversation's offer, if there is one: False if there was none. The customer must be locked."""
    found = Offer.objects.filter(conversation=conversation, state=Pending)
    return bool(found.update(state=state, ended_at=timezone.now()))


def due() -> QuerySet[Offer]:
    """Offers whose time is over, or whose agent is not there for them any more."""
    unseen = Q(agent__seen_at__lt=presence.lapsed_before()) | Q(agent__seen_at__isnull=True)
    gone = unseen | Q(agent__away_at__isnull=False)
    return Offer.objects.filter(Q(due_at__lte=timezone.now()) | gone, state=Pending)


def free_for(agent: Agent | None, chats: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those of the chats that wait for everybody, or for this agent."""
    others = Offer.objects.filter(conversation=OuterRef("pk"), state=Pending)
    return chats.exclude(Exists(others.exclude(agent=agent) if agent else others))
