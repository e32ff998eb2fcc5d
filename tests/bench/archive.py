"""Years of chats: as many messages as one wants, half of them Chinese. Some words are everywhere, some only long ago."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from grata_site import seed
from history.models import Conversation, Customer
from history.search.following import follow

PER_CHAT = 20
RARE = "zeppelin"
OLD = "发票"  # once every third chat, and never again since the first third of the time
SPARKLE = {"退款": 0.02, "早餐": 0.05}
NAMES = [
    "陈晓雨",
    "王伟",
    "李娜",
    "Daniel Ortiz",
    "Maria Keller",
    "Sofia Reyes",
    "张敏",
    "John Smith",
    "刘洋",
    "Ana Lima",
]
MESSAGE = (
    "version, changed_xid, conversation_id, customer_id, position, author, sender_name, kind, text, payload, external_id,"
    " created_at, state, state_at, attempts, error_code, error"
)


def build(messages: int) -> None:
    """Fills the tables and brings the passages up to them. Triggers rest meanwhile, as when a backup is read in."""
    chats = messages // PER_CHAT
    chance = random.Random(7)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        first = _people(chats)
        with cursor.copy(f"COPY history_message ({MESSAGE}) FROM STDIN") as copy:
            for row in _lines(first, chats, chance):
                copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('passages_by_term'::regclass)")
        again = cursor.fetchone()[0]
        cursor.execute("DROP INDEX passages_by_term")  # made in one go it takes a fraction of the time
        while follow():
            pass
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(again)
        cursor.execute("VACUUM ANALYZE")  # as autovacuum soon would


def _people(chats: int) -> list[tuple[int, int]]:
    """Conversations and their customers, four each, the oldest first."""
    begun, site = timezone.now() - timedelta(days=1000), seed.site()
    customers = Customer.objects.bulk_create(
        (
            Customer(
                channel=site, external_id=f"archive-{n}", name=f"{NAMES[n % 10]} {n}", email=f"guest{n}@example.com"
            )
            for n in range(max(1, chats // 4))
        ),
        batch_size=5000,
    )
    made = Conversation.objects.bulk_create(
        (_past(customers[n % len(customers)], begun + timedelta(days=1000) * n / chats) for n in range(chats)),
        batch_size=5000,
    )
    return [(chat.pk, chat.customer_id) for chat in made]


def _past(customer: Customer, at: datetime) -> Conversation:
    times = {"opened_at": at, "last_message_at": at, "closed_at": at}
    return Conversation(
        customer=customer, state="closed", closed_how="agent", first_words="你好", last_words="谢谢", **times
    )


def _lines(chats: list[tuple[int, int]], number: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    now, hanzi, words = timezone.now(), _hanzi(), _words(chance)
    for place, (chat, customer) in enumerate(chats):
        for line in range(PER_CHAT):
            text = _chinese(hanzi, chance, place / number) if line % 2 else " ".join(_some(words, 12, chance))
            if place == number // 3 and line == 0:
                text += f" {RARE}"
            position, author = place * 100 + line, ("customer", "agent")[line % 4 > 1]
            yield 1, 0, chat, customer, position, author, "", "text", text, "{}", None, now, "sent", now, 0, "", ""


def _chinese(hanzi: list[str], chance: random.Random, time: float) -> str:
    text = "".join(_some(hanzi, 20, chance)) + "，"
    text += "".join(word for word, share in SPARKLE.items() if chance.random() < share)
    text += OLD if time < 1 / 3 and chance.random() < 0.03 else ""
    return text + "".join(_some(hanzi, 6, chance)) + "。"


def _some(words: list[str], number: int, chance: random.Random) -> list[str]:
    """Small numbers are frequent, as words are."""
    return [words[int(len(words) * chance.random() ** 3)] for _ in range(number)]


def _hanzi() -> list[str]:
    taken = set("退款发票早餐")
    return [sign for sign in map(chr, range(0x4E00, 0x4E00 + 3500)) if sign not in taken]


def _words(chance: random.Random) -> list[str]:
    return ["".join(chance.choices("abcdefghijklmnoprstuvwy", k=chance.randint(2, 9))) for _ in range(8000)]
