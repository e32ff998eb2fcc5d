"""What became of every message of a load."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

from tests.faults.load import Load
from tests.flows.traffic import Talk

ENDED = ("sent", "failed", "unconfirmed")


@dataclass(frozen=True)
class Tally:
    """How many messages were acknowledged, both ways, and how many of these went wrong.

    lost: acknowledged, and not where it should be. doubled: there more than once. misordered: after one that was written
    later. stuck: still without an end when all should be over, or missing on the screen of its agent. unconfirmed and
    failed: replies whose agent was told so.
    """

    sent: int = 0
    lost: int = 0
    doubled: int = 0
    misordered: int = 0
    stuck: int = 0
    unconfirmed: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong unseen."""
        return not (self.lost or self.doubled or self.misordered or self.stuck)


async def count(load: Load) -> Tally:
    """All chats of a load, when it is over."""
    total = Tally(stuck=load.unacknowledged)
    for talk in load.talks:
        phone = load.desk.simulator.phone(talk.openid) if talk.openid else []
        record = load.desk.record(talk.chat)
        total += _asked(talk, record, phone) + _answered(talk, record, phone) + await _seen(talk, load)
    return total


def compare(wanted: Sequence[str], found: Sequence[str], written: Sequence[str]) -> Tally:
    """What of `wanted` is not in `found`, what is there twice, and what stands before something that was written earlier."""
    places = {text: place for place, text in enumerate(written)}
    order = [places[text] for text in dict.fromkeys(found) if text in places]
    return Tally(
        sent=len(wanted),
        lost=len(set(wanted) - set(found)),
        doubled=sum(times - 1 for times in Counter(found).values()),
        misordered=sum(later < earlier for earlier, later in pairwise(order)),
    )


def _asked(talk: Talk, record: list[Any], phone: list[Any]) -> Tally:
    """What the customer wrote: WeChat's deliveries that were answered, or what the widget was told is stored."""
    brought = {line["text"] for line in phone if line["delivery"] == "delivered"}
    acknowledged = [text for text in talk.asked if talk.visitor or text in brought]
    return compare(acknowledged, [text for author, text, _state in record if author == "customer"], talk.asked)


def _answered(talk: Talk, record: list[Any], phone: list[Any]) -> Tally:
    """What agents wrote: stored in order, and, if it is said to be sent, there at the customer's in order."""
    states = {text: state for author, text, state in record if author == "agent"}
    stored = compare(talk.answered, [text for author, text, _state in record if author == "agent"], talk.answered)
    there = compare([text for text, state in states.items() if state == "sent"], _arrived(talk, phone), talk.answered)
    ends = Counter(states.values())
    told = Tally(unconfirmed=ends["unconfirmed"], failed=ends["failed"])
    undone = sum(number for state, number in ends.items() if state not in ENDED)
    return stored + told + Tally(0, there.lost, there.doubled, there.misordered, undone)


def _arrived(talk: Talk, phone: list[Any]) -> list[str]:
    if talk.visitor:
        asked = set(talk.asked)
        return [text for text in talk.visitor.texts if text not in asked]
    return [line["text"] for line in phone if line["source"] == "custom_send"]


async def _seen(talk: Talk, load: Load) -> Tally:
    """What the agent's page, pieced together from frames and catch-ups, lacks of what is stored."""
    await talk.screen.catch_up()
    page = talk.screen.page
    query = "SELECT id, version FROM history_message WHERE conversation_id = %s AND position >= %s"
    stored = load.desk.stack.rows(query, talk.chat, page.begins)
    shown = page.shown("message")
    return Tally(stuck=sum(shown.get(str(id_), {}).get("version", 0) < version for id_, version in stored))
