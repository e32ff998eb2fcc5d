"""What Grata asks of the table of messages, asked of it whole and in partitions, in one run: how long, and how many blocks."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import quantiles
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from console import past
from console.models import Agent
from console.past import Wanted
from history import cursor, queries, services, statements
from history.models import Conversation, Message
from history.services import Received
from tests.bench import archive, partitions

PARTS = 12
TEXT = "请问明天早上可以晚一点退房吗？"
BLOCKS = """
SELECT sum(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)) FROM pg_statio_user_tables
"""
Work = Callable[[Conversation], object]


@dataclass
class Cost:
    """Of one kind of work: milliseconds (of the fastest tenth: the machine has other work too), and blocks of PostgreSQL's that
    are looked at (the mean)."""

    milliseconds: float
    blocks: float


@dataclass
class Found:
    """The costs for each layout, by kind of work; and what was learnt besides, in words."""

    costs: dict[str, dict[str, Cost]] = field(default_factory=dict)
    learnt: list[str] = field(default_factory=list)


def measure(messages: int, rounds: int) -> Found:
    """The whole table, then it as the first of two partitions, then in twelve by conversation, and in twelve by customer."""
    archive.build(messages)
    chats, reader, found = _open_chats(rounds), _reader(), Found()
    _settle()
    found.costs["whole"] = _costs(chats, reader)
    _attach(found)
    found.costs["attached"] = _costs(chats, reader)
    _divide("conversation_id", found)
    found.costs["by conversation"] = _costs(chats, reader)
    found.learnt += [_forgetting(messages)]
    _divide("customer_id", found)
    found.costs["by customer"] = _costs(chats, reader)
    return found


def table(found: Found) -> str:
    """For the terminal: the whole table's costs, and by how much each layout multiplies them."""
    whole = found.costs["whole"]
    others = [name for name in found.costs if name != "whole"]
    lines = [f"{'':34}{'whole':>18}" + "".join(f"{name:>24}" for name in others)]
    for work, cost in whole.items():
        ratios = (found.costs[name][work] for name in others)
        shown = "".join(
            f"{f'× {one.milliseconds / cost.milliseconds:.2f}, blocks × {one.blocks / cost.blocks:.2f}':>24}"
            for one in ratios
        )
        lines.append(f"{work:34}{f'{cost.milliseconds:.2f} ms, {cost.blocks:.0f}':>18}{shown}")
    return "\n".join([*lines, "", *found.learnt])


def _open_chats(number: int) -> list[Conversation]:
    """Of customers who were here before, and write again."""
    newest = (
        Conversation.objects.select_related("customer__channel").order_by("customer_id", "-pk").distinct("customer_id")
    )
    now, made = timezone.now(), list[Conversation]()
    for old in newest[:number]:
        times = {"opened_at": now, "waiting_since": now, "last_message_at": now}
        made.append(Conversation.objects.create(customer=old.customer, state="waiting", **times))
        _store(made[-1])
    return made


def _reader() -> Agent:
    user = User.objects.create(username="reader@bench.test", is_staff=True)
    return Agent.objects.create(user=user, name="Reader")


def _attach(found: Found) -> None:
    ((until,),) = _ask("SELECT max(id) + 1 FROM history_conversation")
    file = partitions.file_of(partitions.TABLE)
    ready = _seconds(lambda: partitions.prepare(until))
    locked = _seconds(lambda: partitions.attach(until))
    same = "in the same file" if partitions.file_of(partitions.FIRST) == file else "WRITTEN ANEW"
    found.learnt.append(f"attached: {ready:.2f} s beforehand, {1000 * locked:.0f} ms locked; rows are {same}")
    _settle()


def _divide(by: partitions.By, found: Found) -> None:
    partitions.divide(by, PARTS)
    found.learnt += _probed(by)
    _settle()


def _probed(by: partitions.By) -> list[str]:
    asked = {
        "a unique (customer_id, external_id)": f"ALTER TABLE {partitions.TABLE} ADD UNIQUE (customer_id, external_id)",
        "a unique (client_id)": f"ALTER TABLE {partitions.TABLE} ADD UNIQUE (client_id)",
        "a foreign key to a message": (
            f"ALTER TABLE history_attachment ADD FOREIGN KEY (message_id) REFERENCES {partitions.TABLE} (id)"
        ),
        "one external id twice": partitions.repeat_in_another_chat(),
    }
    return [f"by {by}, {what}: {partitions.refusal(sql) or 'taken'}" for what, sql in asked.items()]


def _costs(chats: list[Conversation], reader: Agent) -> dict[str, Cost]:
    works: dict[str, Work] = {
        "a chat opens": queries.newest_page,
        "a message is stored": _store,
        "a page catches up": _catch_up,
        "a search": lambda _chat: past.page(reader, Wanted(search="退款")),
        "one message by its number": lambda _chat: Message.objects.get(pk=some_message.pk),
        "the next reply to be sent": _next_reply,
        "replies that are due": lambda _chat: list(Message.objects.filter(state="pending", due_at__lte=timezone.now())),
    }
    some_message = Message.objects.filter(conversation=chats[0])[0]
    return {name: _cost(work, chats) for name, work in works.items()}


def _cost(work: Work, chats: list[Conversation]) -> Cost:
    """Those of the first chats don't count: plans are made, and what is asked for comes into memory."""
    for chat in islice(cycle(chats), 8):
        work(chat)
    before = _blocks()
    seconds = [_seconds(lambda chat=chat: work(chat)) for chat in chats]  # type: ignore[misc]
    return Cost(1000 * quantiles(seconds, n=10)[0], (_blocks() - before) / len(chats))


def _store(chat: Conversation) -> None:
    with transaction.atomic():
        services.record_received(chat.customer, Received(external_id=str(uuid4()), text=TEXT))


def _catch_up(chat: Conversation) -> None:
    """As `console.views.changes` has it, of what came in a moment ago."""
    list(cursor.changed(queries.thread(chat), since=cursor.snapshot()).order_by("position")[:301])


def _next_reply(chat: Conversation) -> None:
    with transaction.atomic():
        statements.oldest_undelivered(chat.pk)


def _forgetting(messages: int) -> str:
    """The oldest twelfth: dropped with its passages, next to deleted, of which nothing stays done."""
    oldest = partitions.parts()[0]
    ((rows,),) = _ask(f"SELECT count(*) FROM {oldest}")
    passages = f"DELETE FROM history_passage WHERE kind = 4 AND source IN (SELECT id FROM {oldest})"
    dropped = _undone(passages, f"DROP TABLE {oldest}")
    ((last,),) = _ask(f"SELECT max(conversation_id) FROM {oldest}")
    deleted = _undone(f"DELETE FROM {partitions.TABLE} WHERE conversation_id <= {last}")
    return (
        f"{rows:,} of {messages:,} messages go: {1000 * dropped[-1]:.0f} ms to drop, {dropped[0]:.2f} s for their passages; "
        f"{deleted[0]:.2f} s to delete both"
    )


def _undone(*statements: str) -> list[float]:
    """How long each takes."""
    with transaction.atomic():
        found = [_seconds(lambda sql=sql: _run(sql)) for sql in statements]  # type: ignore[misc]
        transaction.set_rollback(True)
    return found


def _settle() -> None:
    """As after a night; and no plan of before is kept."""
    _run("VACUUM ANALYZE")
    connection.close()


def _blocks() -> float:
    _run("SELECT pg_stat_force_next_flush()")
    ((number,),) = _ask(BLOCKS)
    return float(number)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _run(statement: str) -> None:
    with connection.cursor() as database:
        database.execute(statement)


def _ask(query: str) -> list[tuple[int, ...]]:
    with connection.cursor() as database:
        database.execute(query)
        return list(database.fetchall())
