"""On random chats, in zones whose clocks change, the figures are those of a slow and obvious computation."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.keep_figures import keep_figures
from console.actions.roll_up import roll_up_day
from console.models import Agent, DeskSettings, Participation
from console.reports import computing
from console.reports.computing import Asked
from console.reports.days import DAY
from console.reports.figures import Figures
from history.models import Conversation, Customer, Message
from tests.console.reports import slowly

ZONES = {  # and days around which their clocks change
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Asia/Shanghai": (date(2026, 1, 1), date(2026, 5, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}
NOW = datetime(2026, 12, 24, 9, tzinfo=UTC)
COUNTS = ("chat", "part", "missed", "returned", "given_back", "reopened", "due", "in_time")
TIMES = ("wait", "first_reply", "reply", "handling", "stay")
seconds = st.one_of(st.integers(0, 90), st.integers(0, 3 * 3600), st.integers(0, 60 * 3600))
moments = st.builds(lambda whole, rest: timedelta(seconds=whole, milliseconds=rest), seconds, st.integers(0, 999))


@st.composite
def chats(draw: Any) -> dict[str, Any]:
    """One chat: when it began, who was in it, what was said; times count from its beginning, and agents are numbers."""
    stay = st.tuples(st.integers(0, 2), moments, st.none() | moments, st.sampled_from(("left", "released", "closed")))
    said = st.tuples(st.sampled_from(("customer", "agent", "automatic", "line")), moments, st.integers(0, 2))
    return {
        "begins": draw(st.timedeltas(timedelta(0), timedelta(days=4))),
        "customer": draw(st.integers(0, 3)),
        "in_hours": draw(st.booleans()),
        "closed": draw(st.none() | moments),
        "how": draw(st.sampled_from(("agent", "window", "missed"))),
        "reopened": draw(st.booleans()),
        "stays": draw(st.lists(stay, max_size=3)),
        "said": draw(st.lists(said, max_size=8)),
    }


@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    zone=st.sampled_from(sorted(ZONES)), which=st.integers(0, 1), many=st.lists(chats(), max_size=6), late=chats(),
    ready=st.sets(st.integers(0, 3)), channel=st.booleans(), agent=st.booleans(),
    cut=st.integers(0, 2), erased=st.integers(0, 7),
)  # fmt: skip
def test_the_figures_are_those_of_a_slow_computation_whether_rolled_up_or_erased_or_neither(
    zone: str, which: int, many: list[Any], late: Any, ready: set[int], channel: bool, agent: bool,
    cut: int, erased: int, lin: Agent, marco: Agent, ana: Agent, site: WebChatSite, wechat: WeChatAccount,
) -> None:  # fmt: skip
    agents, around = (lin, marco, ana), ZONES[zone][which]
    first = around - DAY
    with transaction.atomic():
        DeskSettings.objects.update_or_create(pk=1, defaults={"time_zone": zone, "target_minutes": 20})
        people = [
            Customer.objects.create(channel=c, external_id=str(n), name="x") for n, c in enumerate((site, wechat) * 2)
        ]
        start = datetime.combine(first, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=12)
        for chat in many:
            _store(chat, start, people, agents)
        for number in ready:
            assert roll_up_day(first + number * DAY)
        _store(late, start, people, agents)
        asked = Asked(
            first=first + cut * DAY,
            last=around + DAY,
            channel=site.pk if channel else None,
            agent=lin.pk if agent else None,
        )
        slow = slowly.compute(asked, ZoneInfo(zone), 20 * 60, NOW)
        _compare(asked, slow)
        for number in range(4):
            roll_up_day(first + number * DAY)
        _compare(asked, slow)
        _erase(erased)
        _compare(asked, slow)
        for number in ready:
            roll_up_day(first + number * DAY)
        _compare(asked, slow)
        transaction.set_rollback(True)


def _erase(most: int) -> None:
    """The oldest of the chats; of every other one the rows are still there."""
    for number, chat in enumerate(Conversation.objects.order_by("opened_at", "pk")[:most]):
        keep_figures(chat)
        if number % 2:
            chat.delete()


def _compare(asked: Asked, slow: dict[tuple[str, Any], slowly.Slow]) -> None:
    report = computing.compute(asked, now=NOW)
    parts: dict[str, dict[Any, Figures]] = {
        "total": {None: report.total},
        "step": report.steps,
        "hour": report.hours,
        "weekday": report.weekdays,
        "channel": report.channels,
        "agent": report.agents,
    }
    for part, values in parts.items():
        theirs = {key for (name, key) in slow if name == part}
        for key in theirs | set(values):
            _equal(
                values[key],
                slow.get((part, key), slowly.Slow()),
                with_customers=part in ("total", "step", "channel", "agent"),
            )


def _equal(figures: Figures, slow: slowly.Slow, *, with_customers: bool) -> None:
    for measure in COUNTS:
        assert figures.counts.get(measure, 0) == slow.numbers.get(measure, 0), measure
    for measure in TIMES:
        values, spread = sorted(slow.seconds.get(measure, [])), figures.spreads.get(measure)
        assert (spread.number if spread else 0) == len(values), measure
        if not spread or not values:
            continue
        assert spread.milliseconds == sum(math.floor(value * 1000 + 0.5) for value in values), measure
        for share in (0.5, 0.9):
            exact = values[max(0, math.ceil(share * len(values)) - 1)]
            assert spread.quantile(share) == pytest.approx(exact, rel=0.026, abs=1.0), measure
    if with_customers:
        assert figures.customers == len(slow.customers)


def _store(chat: dict[str, Any], start: datetime, people: list[Customer], agents: tuple[Agent, ...]) -> None:
    opened, customer = start + chat["begins"], people[chat["customer"]]
    closed = opened + chat["closed"] if chat["closed"] is not None else NOW - DAY  # who is open has one chat only
    row = Conversation.objects.create(
        customer=customer, state="closed", opened_at=opened, closed_at=closed, closed_how=chat["how"],
        in_hours=chat["in_hours"], last_message_at=opened,
    )  # fmt: skip
    stays = []
    for number, (who, joins, leaves, how) in enumerate(chat["stays"]):
        came = "reopened" if chat["reopened"] and number == 0 else "claimed"
        left = opened + joins + leaves if leaves is not None else closed
        stays.append(Participation(conversation=row, agent=agents[who], how=came, left_at=left, left_how=how))
    for stay, (_who, joins, *_rest) in zip(Participation.objects.bulk_create(stays), chat["stays"], strict=True):
        stay.joined_at = opened + joins
    Participation.objects.bulk_update(stays, ["joined_at"])
    _say(row, opened, chat["said"], agents)


def _say(row: Conversation, opened: datetime, said: list[Any], agents: tuple[Agent, ...]) -> None:
    Message.objects.bulk_create(
        Message(
            conversation=row,
            customer=row.customer,
            position=uuid4().int >> 65,
            author={"customer": "customer", "line": "system"}.get(author, "agent"),
            sender=agents[who].user if author == "agent" else None,
            created_at=opened + after,
            state_at=opened + after,
        )
        for author, after, who in said
    )
