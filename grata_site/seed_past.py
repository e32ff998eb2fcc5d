"""The demo's last four weeks: chats that are over, so that reports have something to tell. They are brought in once."""

from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from django.utils import timezone

from console.models import Agent, Participation
from history.models import Channel, Conversation, Customer, Message

DAYS = range(3, 28)  # ago: agents' own lists show the last 24 hours
MARK = "month-"
PEOPLE = (
    *("Emma Larsen", "Jonas Weber", "Chloé Martin", "Paulo Costa", "Ingrid Berg", "Tom Fletcher", "Nadia Haddad"),
    *("王芳", "李伟", "张敏", "陈静", "杨洋", "Olga Petrova", "Kenji Mori", "Sara Lind", "Ben Cohen"),
)
TALKS = (
    ("Do you have a table for six tonight?", "We do, at half past seven.", "Perfect, thank you."),
    ("Can I bring my dog?", "Dogs are welcome, 10 a night."),
    ("Where can I leave my luggage after check-out?", "At the front desk, as long as you like.", "Great!"),
    ("请问有机场接送吗？", "有的，单程 180 元，请提前一天预订。", "好的，谢谢"),
    ("发票可以开公司抬头吗？", "可以，请把抬头和税号发给我们。"),
    ("Is the pool heated?", "To 28 degrees, all year."),
    ("房间可以加床吗？", "可以，加床 150 元一晚。", "那麻烦加一张。", "已经为您安排好了。"),
)


def seed_past(*, channels: list[Channel], agents: list[Agent]) -> None:
    """The same chats at every first start, counted back from today."""
    if Customer.objects.filter(external_id__startswith=MARK).exists():
        return
    chance, today = Random(7), timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)  # noqa: S311 - a demo
    people = [
        Customer(channel=channels[number % len(channels)], external_id=f"{MARK}{number}", name=name, channel_name=name)
        for number, name in enumerate(PEOPLE)
    ]
    Customer.objects.bulk_create(people)
    turns = cycle(people)  # nobody has two chats at once
    for days in reversed(DAYS):
        for _chat in range(_busy(today - timedelta(days=days), chance)):
            at = today - timedelta(days=days) + timedelta(hours=chance.triangular(8, 21, 11))
            _tell(next(turns), chance.choice(agents), at, chance)


def _busy(day: datetime, chance: Random) -> int:
    return chance.randint(1, 2) if day.weekday() > 4 else chance.randint(3, 5)


def _tell(customer: Customer, agent: Agent, at: datetime, chance: Random) -> None:
    """One in ten on WeChat is missed: nobody answers before its window is over."""
    talk, is_missed = chance.choice(TALKS), chance.random() < 0.1 and customer.channel.kind == Channel.Kind.WECHAT
    said = talk[:1] if is_missed else talk
    claimed = at + timedelta(minutes=min(45.0, chance.expovariate(1 / 6)))
    times = [at, *(claimed + timedelta(minutes=chance.uniform(1, 3) * turn) for turn in range(1, len(said)))]
    ended = at + timedelta(hours=48) if is_missed else times[-1] + timedelta(minutes=chance.uniform(1, 10))
    chat = Conversation.objects.create(
        customer=customer,
        state=Conversation.State.CLOSED,
        opened_at=at,
        closed_at=ended,
        closed_how="missed" if is_missed else "agent",
        closed_by=None if is_missed else agent.user,
        in_hours=9 <= at.hour < 18,
        first_words=said[0],
        last_words=said[-1],
        last_author="agent" if len(said) % 2 == 0 else "customer",
        last_message_at=times[-1],
    )
    _record(chat, None if is_missed else agent, said, times, ended)
    if not is_missed:
        stay = Participation.objects.create(
            conversation=chat, agent=agent, how="claimed", left_at=ended, left_how="closed"
        )
        Participation.objects.filter(pk=stay.pk).update(joined_at=claimed)


def _record(
    chat: Conversation, agent: Agent | None, said: tuple[str, ...], times: list[datetime], ended: datetime
) -> None:
    lines = [
        _message(chat, at, text, agent if turn % 2 else None)
        for turn, (text, at) in enumerate(zip(said, times, strict=True))
    ]
    how = chat.closed_how
    closed = Message(author="system", kind="closed", payload={"how": how}, **_place(chat, ended), **_by(agent))
    Message.objects.bulk_create([*lines, closed])


def _message(chat: Conversation, at: datetime, text: str, agent: Agent | None) -> Message:
    if agent is None:
        return Message(author="customer", text=text, sender_name=chat.customer.name, **_place(chat, at))
    return Message(author="agent", text=text, state="sent", **_place(chat, at), **_by(agent))


def _place(chat: Conversation, at: datetime) -> dict[str, object]:
    position = int(at.timestamp() * 1_000_000_000)
    times = {"created_at": at, "state_at": at, "position": position}
    return {"conversation": chat, "customer": chat.customer, **times}


def _by(agent: Agent | None) -> dict[str, object]:
    return {"sender": agent.user, "sender_name": agent.name} if agent else {}
