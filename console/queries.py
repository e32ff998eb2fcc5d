"""What agents' lists show."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from console import offers, presence
from console.models import Agent, AlertSettings, DeskSettings, Offer, Participation, Transfer
from history import pauses
from history.models import Channel, Conversation
from history.prepared import Row, ask, columns, read, width

MINE_MOST = 200
RECENT_HOURS = 24
RECENT_MOST = 50
ALARMS_MOST = 5
LANGUAGES = "SELECT DISTINCT language FROM console_agent WHERE seen_at >= %(since)s::timestamptz ORDER BY language"
CHAT = f"SELECT {columns(Conversation)} FROM history_conversation WHERE id = %(chat)s::bigint"  # noqa: S608 - our own columns
PEOPLE = f"""
SELECT {columns(Participation)}, {columns(Agent)}
FROM console_participation JOIN console_agent ON console_agent.user_id = agent_id
WHERE conversation_id = ANY (%(chats)s::bigint[]) ORDER BY console_participation.id
"""  # noqa: S608 - our own columns


@dataclass(frozen=True)
class Counts:
    """How many customers wait, since when the longest does, how many agents are online; the channels that are paused, and
    those with which something else is wrong."""

    waiting: int
    longest_since: datetime | None
    online: int
    paused: list[Channel]
    alarmed: list[Channel]


def listed() -> QuerySet[Conversation]:
    """Conversations with all that their entry in a list shows, in two queries for any number of them.

    `offered_to` is the agent to whom it is offered first, until `offered_until`.
    """
    people = Participation.objects.select_related("agent").order_by("pk")
    chats = Conversation.objects.select_related("customer__channel", "closed_by__agent")
    offer = Offer.objects.filter(conversation=OuterRef("pk"), state=Offer.State.PENDING)
    offered = chats.annotate(
        offered_to=Subquery(offer.values("agent")[:1]), offered_until=Subquery(offer.values("due_at")[:1])
    )
    return offered.prefetch_related(Prefetch("participations", queryset=people))


def with_people(chats: Iterable[Conversation]) -> list[Conversation]:
    """Conversations that were just written to, with what their entries in a list show besides, in one quick query.

    They must be nobody's offers: such a chat comes from `listed()`. Copies: who has the originals goes on with them, and
    must not take for true for ever who was in them now.
    """
    found = [copy(chat) for chat in chats]
    people = defaultdict[int, list[Participation]](list)
    for row in ask(PEOPLE, {"chats": list({chat.pk for chat in found})}):
        part = _participation(row)
        people[part.conversation_id].append(part)
    for chat in found:
        chat.people = people[chat.pk]  # type: ignore[attr-defined]
        chat.offered_to = chat.offered_until = None  # type: ignore[attr-defined]
    return found


def people_of(conversation_id: int) -> Conversation:
    """A conversation with who is in it and who was, in two quick queries. Raises Conversation.DoesNotExist."""
    for row in ask(CHAT, {"chat": conversation_id}):
        return with_people([read(Conversation, row)])[0]
    raise Conversation.DoesNotExist


def just_begun(chat: Conversation, offer: Offer | None) -> Conversation:
    """The same of one that nobody can have taken yet."""
    chat = copy(chat)
    chat.people = []  # type: ignore[attr-defined]
    chat.offered_to = offer.agent_id if offer else None  # type: ignore[attr-defined]
    chat.offered_until = offer.due_at if offer else None  # type: ignore[attr-defined]
    return chat


def in_line() -> QuerySet[Conversation]:
    """Those who wait, in the order in which they are taken: the longest first, if so set after all from business hours."""
    waits = Conversation.objects.filter(state=Conversation.State.WAITING)
    first = ("-in_hours",) if DeskSettings.load().hours_first else ()
    return waits.order_by(*first, "waiting_since", "pk")


def mine(agent: Agent) -> list[Conversation]:
    """The agent's own active chats, the latest first."""
    inside = Q(participations__agent=agent, participations__left_at__isnull=True)
    return list(
        listed().filter(inside, state=Conversation.State.ACTIVE).order_by("-last_message_at", "-pk")[:MINE_MOST]
    )


def offered_to(agent: Agent) -> list[Conversation]:
    """Returning customers who wait for this agent and, for now, for nobody else."""
    pending = Q(offers__agent=agent, offers__state=Offer.State.PENDING)
    return list(listed().filter(pending, state=Conversation.State.WAITING).order_by("pk")[:MINE_MOST])


def recent(agent: Agent) -> list[Conversation]:
    """Chats that the agent left, or that were closed, in the last 24 hours; the latest first, one a customer."""
    since = timezone.now() - timedelta(hours=RECENT_HOURS)
    mine_then = Participation.objects.filter(agent=agent, left_at__gte=since).values("conversation")
    found = listed().filter(pk__in=mine_then, state=Conversation.State.CLOSED).order_by("-closed_at")[:RECENT_MOST]
    latest: dict[int, Conversation] = {}
    for chat in found:
        latest.setdefault(chat.customer_id, chat)
    return list(latest.values())


def colleagues() -> QuerySet[Agent]:
    """All agents who can sign in, by name. Who is only invited is no colleague yet."""
    only_invited = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX, user__last_login__isnull=True)
    return Agent.objects.filter(~only_invited, user__is_active=True).order_by("name", "pk")


def counts() -> Counts:
    """The numbers at the top of every console."""
    everybodys = offers.free_for(None, Conversation.objects.filter(state=Conversation.State.WAITING))
    waits = everybodys.aggregate(n=Count("pk"), at=Min("waiting_since"))
    online = Agent.objects.filter(seen_at__gte=presence.lapsed_before(), user__is_active=True).count()
    wanting = list(pauses.wanting()[:ALARMS_MOST])
    paused, alarmed = [c for c in wanting if c.paused_at], [c for c in wanting if c.alarm]
    return Counts(waiting=waits["n"], longest_since=waits["at"], online=online, paused=paused, alarmed=alarmed)


def insiders(conversation: Conversation) -> list[Agent]:
    """The agents who are in the conversation now, in the order in which they came."""
    return [p.agent for p in _people(conversation) if p.left_at is None]


def leavers(conversation: Conversation) -> list[Agent]:
    """The agents who were in the conversation and left it in the last 24 hours: it is in their History."""
    since = timezone.now() - timedelta(hours=RECENT_HOURS)
    return [p.agent for p in _people(conversation) if p.left_at and p.left_at >= since]


def had_before(conversation: Conversation) -> list[Agent]:
    """The agents from whom the conversation came back to the waiting list the last time; none if it never did."""
    released = [p for p in _people(conversation) if p.left_how == Participation.LeftHow.RELEASED]
    last = max((p.left_at for p in released if p.left_at), default=None)
    return [p.agent for p in released if p.left_at == last]


def given(conversation: Conversation) -> list[Participation]:
    """Who is in the conversation without having taken it: it opened by itself with them, or a supervisor gave it to them."""
    ways = (Participation.How.AUTO, Participation.How.MOVED)
    return [p for p in _people(conversation) if p.left_at is None and p.how in ways]


def who_may_choose(conversation: Conversation) -> list[Agent]:
    """Who is shown a waiting conversation while the list is hidden: supervisors, and to whom it is offered."""
    offered: int | None = conversation.offered_to  # type: ignore[attr-defined]  # annotated
    may = Q(user__is_staff=True) | Q(pk=offered)
    return list(Agent.objects.filter(may, user__is_active=True))


def available() -> QuerySet[Agent]:
    """The agents who are online and not away."""
    return Agent.objects.filter(seen_at__gte=presence.lapsed_before(), away_at__isnull=True, user__is_active=True)


def transfers() -> QuerySet[Transfer]:
    """Requests with all that screens show of them. `asker_is_in` says whether the asker is in the chat now."""
    inside = Participation.objects.filter(left_at__isnull=True)
    theirs = inside.filter(conversation=OuterRef("conversation"), agent=OuterRef("asker"))
    asked = Transfer.objects.select_related("asker", "asked", "conversation__customer__channel")
    return asked.annotate(asker_is_in=Exists(theirs))


def concerning(agent: Agent) -> QuerySet[Transfer]:
    """Requests that this agent made or has to answer."""
    return transfers().filter(Q(asker=agent) | Q(asked=agent))


def pending_transfers(agent: Agent) -> list[Transfer]:
    """Requests that wait for an answer from this agent or for one to them."""
    return list(concerning(agent).filter(state=Transfer.State.PENDING).order_by("pk")[:MINE_MOST])


def asked_by(agent: Agent, conversation: Conversation) -> list[Transfer]:
    """The agent's latest request to each colleague for this chat, whatever came of it."""
    theirs = transfers().filter(conversation=conversation, asker=agent)
    return list(theirs.order_by("asked", "-pk").distinct("asked"))


def alert_settings(agent: Agent) -> AlertSettings:
    """How the agent is told of what happens; version 0 while they have changed nothing."""
    return AlertSettings.objects.filter(agent=agent).first() or AlertSettings(agent=agent, version=0)


def languages_in_use() -> list[str]:
    """The console languages of the agents who are online."""
    return [language for (language,) in ask(LANGUAGES, {"since": presence.lapsed_before()})]


def _people(conversation: Conversation) -> list[Participation]:
    known: list[Participation] | None = getattr(conversation, "people", None)
    return list(conversation.participations.all()) if known is None else known


def _participation(row: Row) -> Participation:
    found = read(Participation, row[: width(Participation)])
    found.agent = read(Agent, row[width(Participation) :])
    return found
