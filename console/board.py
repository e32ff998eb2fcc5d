"""What the live board shows: a constant number of queries, however many agents there are."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from console import presence, queries
from console.models import Agent, DeskSettings, Offer, Participation
from console.queries import Counts
from history.models import Conversation

WAITING_MOST = 100
OPEN_MOST = 1500
OFFERED_MOST = 100
Presence = Agent.Presence


@dataclass
class Seat:
    """An agent: whether they are there, their open chats, and what is offered to them."""

    agent: Agent
    presence: str
    chats: list[Conversation] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.chats) >= self.capacity

    capacity: int = 0


@dataclass(frozen=True)
class Board:
    """`waiting` is the beginning of the line; `seats` are all agents who are there or have chats, `offline` the others."""

    counts: Counts
    total_waiting: int
    waiting: list[Conversation]
    offered: list[Offer]
    seats: list[Seat]
    offline: list[Agent]
    open_chats: int
    is_auto: bool

    def number(self, state: str) -> int:
        """How many agents are available, away or offline."""
        return sum(seat.presence == state for seat in self.seats) + (len(self.offline) if state == "offline" else 0)

    @property
    def available(self) -> int:
        return self.number(Presence.AVAILABLE)

    @property
    def away(self) -> int:
        return self.number(Presence.AWAY)


def look() -> Board:
    """The board as of now."""
    desk = DeskSettings.load()
    waits = Conversation.objects.filter(state=Conversation.State.WAITING)
    line = queries.in_line().select_related("customer__channel")
    seats = _seats(desk)
    return Board(
        counts=queries.counts(),
        total_waiting=waits.count(),
        waiting=list(line.exclude(_is_offered())[:WAITING_MOST]),
        offered=_offered(),
        seats=[seat for seat in seats if seat.chats or seat.presence != Presence.OFFLINE],
        offline=[seat.agent for seat in seats if not seat.chats and seat.presence == Presence.OFFLINE],
        open_chats=Conversation.objects.filter(state=Conversation.State.ACTIVE).count(),
        is_auto=desk.queue == DeskSettings.Queue.AUTO,
    )


def _is_offered() -> Q:
    return Q(Exists(Offer.objects.filter(conversation=OuterRef("pk"), state=Offer.State.PENDING)))


def _offered() -> list[Offer]:
    pending = Offer.objects.filter(state=Offer.State.PENDING, conversation__state=Conversation.State.WAITING)
    return list(pending.select_related("agent", "conversation__customer__channel").order_by("due_at")[:OFFERED_MOST])


def _seats(desk: DeskSettings) -> list[Seat]:
    """Who is there comes first, then who has most to do."""
    seats = {agent.pk: Seat(agent, presence.of(agent), capacity=desk.capacity) for agent in queries.colleagues()}
    inside = Participation.objects.filter(left_at__isnull=True, conversation__state=Conversation.State.ACTIVE)
    shown = ("agent", "conversation__unanswered_since", "conversation__customer__name")  # of a thousand chats and more
    stays = inside.select_related("conversation__customer").only(*shown).order_by("joined_at", "pk")
    for stay in stays[:OPEN_MOST]:
        if stay.agent_id in seats:
            seats[stay.agent_id].chats.append(stay.conversation)
    order = [Presence.AVAILABLE, Presence.AWAY, Presence.OFFLINE]
    return sorted(seats.values(), key=lambda seat: (order.index(Presence(seat.presence)), -len(seat.chats)))
