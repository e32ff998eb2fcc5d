"""What is always true of the desk, whatever was done in whatever order; and a clock that can be stepped."""

from collections import Counter
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Count, DateTimeField, Exists, F, Max, Model, OuterRef, Q

from console import presence
from console.models import Agent, Offer, Participation, Transfer
from history.models import Conversation, Customer, Message

TIMED: list[type[Model]] = [Conversation, Customer, Agent, Participation, Transfer, Offer, Message]
ENTERED = ("claimed", "joined", "moved")
FROM = {  # in which states of the conversation each line of the record may be written
    "claimed": {"waiting"},
    "joined": {"active"},
    "left": {"active"},
    "ending": {"active"},
    "released": {"active"},
    "moved": {"waiting", "active"},
    "closed": {"waiting", "active"},
}
INTO = {"claimed": "active", "released": "waiting", "moved": "active", "closed": "closed"}


def check() -> None:
    """Raises AssertionError for the first of the rules that is broken."""
    _one_open_conversation_per_customer()
    _active_ones_have_agents_and_others_have_none()
    _whoever_came_in_is_in_the_record()
    _closed_ones_were_seen_or_missed()
    _requests_and_offers_hang_on_what_they_are_about()


def check_record() -> None:
    """The same of what stays to be seen for ever, so that the end is soon enough."""
    _the_record_is_a_story_that_can_be()
    _all_that_customers_said_was_seen_or_missed()
    _deadlines_acted_once()


def loads() -> Counter[int]:
    """How many chats each agent has."""
    return Counter(Participation.objects.filter(left_at__isnull=True).values_list("agent", flat=True))


def check_given(before: Counter[int], *, since: datetime, capacity: int) -> None:
    """Raises AssertionError if since then a chat opened by itself with somebody who had enough, or did not want it."""
    now = loads()
    for agent in Agent.objects.filter(pk__in=now - before):
        assert now[agent.pk] <= capacity
        assert (presence.of(agent, now=since), agent.paused_at) == ("available", None)


def fingerprint() -> list[tuple[object, ...]]:
    """Changes with every write to the desk's rows."""
    tracked = (Conversation, Message, Transfer)
    versions = [tuple(model.objects.aggregate(n=Count("pk"), v=Max("version")).values()) for model in tracked]
    return [*versions, *Offer.objects.order_by("pk").values_list("pk", "state", "ended_at")]


def step_clock(seconds: int) -> None:
    """Everything that is stored is that much longer ago, or that much sooner due."""
    back = timedelta(seconds=seconds)
    for model in TIMED:
        fields = [field.name for field in model._meta.get_fields() if isinstance(field, DateTimeField)]
        model._default_manager.update(**{name: F(name) - back for name in fields})


def wipe() -> None:
    """An empty desk."""
    for name in ("Offer", "Transfer", "Participation"):
        apps.get_model("console", name).objects.all().delete()
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    Customer.objects.all().delete()


def _one_open_conversation_per_customer() -> None:
    unclosed = Conversation.objects.exclude(state="closed").values("customer").annotate(n=Count("pk"))
    assert not unclosed.filter(n__gt=1).exists()


def _active_ones_have_agents_and_others_have_none() -> None:
    inside = Count("participations", filter=Q(participations__left_at__isnull=True))
    for state, people in Conversation.objects.annotate(people=inside).values_list("state", "people"):
        assert (people > 0) == (state == "active"), (state, people)


def _whoever_came_in_is_in_the_record() -> None:
    entered = Message.objects.filter(kind__in=ENTERED).values("conversation").annotate(n=Count("pk"))
    came = Participation.objects.values("conversation").annotate(n=Count("pk"))
    assert dict(entered.values_list("conversation", "n")) == dict(came.values_list("conversation", "n"))


def _the_record_is_a_story_that_can_be() -> None:
    """Only what waits is taken, only what somebody has is left: a second winner of a race would stand here."""
    states = dict.fromkeys(Conversation.objects.values_list("pk", flat=True), "waiting")
    lines = Message.objects.filter(author="system").order_by("pk").values_list("conversation", "kind")
    for chat, kind in lines:
        assert states[chat] in FROM[kind], (kind, states[chat])
        states[chat] = INTO.get(kind, states[chat])
    assert states == dict(Conversation.objects.values_list("pk", "state"))


def _closed_ones_were_seen_or_missed() -> None:
    for chat in Conversation.objects.filter(state="closed"):
        assert chat.messages.filter(kind="closed").count() == 1
        seen = chat.participations.exists() or chat.closed_by_id is not None
        assert seen or chat.closed_how in ("missed", "customer")
    assert not Message.objects.filter(kind="closed").exclude(conversation__state="closed").exists()


def _all_that_customers_said_was_seen_or_missed() -> None:
    """Somebody was in the chat when it was said or afterwards, or a supervisor closed it; else it counts as missed."""
    there = Participation.objects.filter(conversation=OuterRef("conversation"), left_at__gte=OuterRef("created_at"))
    said = Message.objects.filter(~Exists(there), author="customer", conversation__state="closed")
    assert not said.filter(conversation__closed_by=None).exclude(conversation__closed_how="missed").exists()


def _requests_and_offers_hang_on_what_they_are_about() -> None:
    assert not Transfer.objects.filter(state="pending").exclude(conversation__state="active").exists()
    assert not Offer.objects.filter(state="pending").exclude(conversation__state="waiting").exists()
    for rows in (Transfer.objects, Offer.objects):
        assert not rows.filter(state="pending", ended_at__isnull=False).exists()
        assert not rows.exclude(state="pending").filter(ended_at__isnull=True).exists()


def _deadlines_acted_once() -> None:
    back = Participation.objects.filter(left_how="released").values("conversation")
    told = Message.objects.filter(kind="released").values("conversation").annotate(n=Count("pk"))
    times = back.annotate(n=Count("left_at", distinct=True))
    assert dict(told.values_list("conversation", "n")) == dict(times.values_list("conversation", "n"))
    warned = Message.objects.filter(kind="ending").values("conversation", "payload")
    for rows in (warned, Offer.objects.values("conversation")):
        assert not rows.annotate(n=Count("pk")).filter(n__gt=1).exists()
