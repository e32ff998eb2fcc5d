"""The same report by the most obvious computation: every row is looked at in Python, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.models import Participation
from console.reports.computing import Asked
from history.models import Conversation

Fact = tuple[str, int | None, float | None]  # what, which agent's, how many seconds it took


@dataclass
class Slow:
    """How often each measure was met, and every length of time, in seconds."""

    numbers: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    customers: set[int] = field(default_factory=set)

    def add(self, what: str, took: float | None) -> None:
        self.numbers[what] = self.numbers.get(what, 0) + 1
        if took is not None:
            self.seconds.setdefault(what, []).append(took)


def compute(asked: Asked, zone: ZoneInfo, target: float, now: datetime) -> dict[tuple[str, Any], Slow]:
    """By ("total", None), ("step", day), ("hour", 0 to 23), ("weekday", 1 to 7), ("channel", id), ("agent", id)."""
    found: dict[tuple[str, Any], Slow] = {}
    for chat in Conversation.objects.select_related("customer").prefetch_related("messages", "participations"):
        local = chat.opened_at.astimezone(zone)
        if not asked.first <= local.date() <= asked.last or asked.channel not in (None, chat.customer.channel_id):
            continue
        stays = sorted(chat.participations.all(), key=lambda stay: (stay.joined_at, stay.pk))
        for key in _keys(local, chat, asked):
            for fact in _facts(chat, stays, target, now):
                _note(found, key, chat, fact, asked.agent)
        for agent in {stay.agent_id for stay in stays}:
            if asked.agent in (None, agent):
                found.setdefault(("agent", agent), Slow()).customers.add(chat.customer_id)
    return found


def _keys(local: datetime, chat: Conversation, asked: Asked) -> list[tuple[str, Any]]:
    step: date = local.date() if asked.step == "day" else local.date().replace(day=1)
    places = [("step", step), ("hour", local.hour), ("weekday", local.isoweekday())]
    return [("total", None), *places, ("channel", chat.customer.channel_id), ("agent", None)]


def _note(found: dict[Any, Slow], key: tuple[str, Any], chat: Conversation, fact: Fact, wanted: int | None) -> None:
    what, agent, took = fact
    if wanted is not None and agent != wanted:
        return
    if key[0] == "agent":
        if agent is not None:
            found.setdefault(("agent", agent), Slow()).add(what, took)
        return
    slow = found.setdefault(key, Slow())
    slow.add(what, took)
    if what in ("chat", "part"):
        slow.customers.add(chat.customer_id)


def _facts(chat: Conversation, stays: list[Participation], target: float, now: datetime) -> Iterator[Fact]:
    yield "chat", None, None
    first = stays[0] if stays else None
    is_reopened = first is not None and first.how == "reopened"
    waited = ((first.joined_at if first else chat.closed_at or now) - chat.opened_at).total_seconds()
    if first and is_reopened:
        yield "reopened", first.agent_id, None
    elif first:
        yield "wait", first.agent_id, max(0.0, waited)
    if chat.in_hours and not is_reopened and (first or waited > target):
        yield "due", first.agent_id if first else None, None
        if first and waited <= target:
            yield "in_time", first.agent_id, None
    if chat.closed_how == "missed":
        yield "missed", None, None
    if first and chat.closed_at:
        yield "handling", None, max(0.0, (chat.closed_at - first.joined_at).total_seconds())
    yield from _stays(stays)
    yield from _replies(chat)


def _stays(stays: list[Participation]) -> Iterator[Fact]:
    for stay in stays:
        if stay.left_at:
            yield "stay", stay.agent_id, max(0.0, (stay.left_at - stay.joined_at).total_seconds())
    for agent in {stay.agent_id for stay in stays}:
        yield "part", agent, None
    released = {stay.agent_id for stay in stays if stay.left_how == "released"}
    for agent in released:
        yield "given_back", agent, None
    if released:
        yield "returned", None, None


def _replies(chat: Conversation) -> Iterator[Fact]:
    unanswered, is_first = None, True
    for message in sorted(chat.messages.all(), key=lambda one: (one.created_at, one.pk)):
        if message.author == "customer":
            unanswered = unanswered or message.created_at
        elif message.author == "agent" and message.sender_id and not message.answers_id:
            if unanswered:
                took = (message.created_at - unanswered).total_seconds()
                if is_first:
                    yield "first_reply", message.sender_id, took
                yield "reply", message.sender_id, took
                is_first = False
            unanswered = None
