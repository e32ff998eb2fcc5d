"""The questions to the database behind `/metrics`. Each is answered by a partial index over what is under way, or is small.

Labels are few and fixed: kinds, states and channels' keys; never a customer, an agent or an address.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from channels_app.models import KfAccount, WebhookDelivery
from console import offers, presence
from console.actions.expire import expired
from console.actions.release_absent import abandoned
from console.models import Agent, DeskSettings, Erasure, Letter, Transfer
from history import attachments
from history.models import Attachment, Channel, Conversation, Discard, Message

Question = Callable[[], Iterator[Metric]]
COUNTED_MOST = 10_000  # rows of what may be many


def replies() -> Iterator[Metric]:
    """Replies that have not left, by channel and state; how many are due, and for how long the oldest is."""
    kind, now = "customer__channel__kind", timezone.now()
    under_way = Message.objects.filter(state__in=("pending", "sending")).values(kind, "state")
    rows = under_way.annotate(n=Count("pk"), due=Count("pk", filter=Q(due_at__lte=now)), oldest=Min("due_at"))
    count = _gauge("grata_replies", "Replies under way.", "channel", "state")
    due = _gauge("grata_replies_due", "Replies that could leave now.", "channel")
    age = _gauge("grata_replies_oldest_due_seconds", "For how long the oldest of them could have.", "channel")
    for row in rows.order_by():
        count.add_metric([row[kind], row["state"]], row["n"])
        if row["state"] == Message.State.PENDING:
            due.add_metric([row[kind]], row["due"])
            age.add_metric([row[kind]], _since(row["oldest"]))
    yield from (count, due, age)


def chats() -> Iterator[Metric]:
    """Open chats by state and channel, and the longest wait."""
    kind = "customer__channel__kind"
    rows = Conversation.objects.exclude(state="closed").values(kind, "state")
    count = _gauge("grata_open_chats", "Chats that are not closed.", "channel", "state")
    longest = _gauge("grata_longest_wait_seconds", "For how long the first in line has waited.", "channel")
    for row in rows.annotate(n=Count("pk"), since=Min("waiting_since")).order_by():
        count.add_metric([row[kind], row["state"]], row["n"])
        if row["state"] == Conversation.State.WAITING:
            longest.add_metric([row[kind]], _since(row["since"]))
    yield from (count, longest)


def deadlines() -> Iterator[Metric]:
    """Of each kind of deadline: how late the one is that should have been kept first; 0 if none is."""
    lag = _gauge("grata_deadline_lag_seconds", "How late the most overdue deadline of a kind is.", "deadline")
    now = timezone.now()
    patience = DeskSettings.load().away_release_seconds
    earliest: dict[str, tuple[QuerySet[Any], str]] = {
        "transfer": (Transfer.due(), "due_at"),
        "offer": (offers.due().filter(due_at__lte=now), "due_at"),
        "window": (expired(), "customer__window_until"),
        "absence": (abandoned(), "unanswered_since"),
        "reply": (Message.objects.filter(state="pending", due_at__lte=now), "due_at"),
        "file": (attachments.due(), "due_at"),
        "webhook": (WebhookDelivery.objects.filter(state="due", due_at__lte=now), "due_at"),
        "letter": (Letter.objects.filter(due_at__lte=now), "due_at"),
        "face": (KfAccount.objects.filter(state__in=("due", "working"), due_at__lte=now), "due_at"),
        "erasure": (Erasure.due().filter(begun_at__isnull=True), "due_at"),
    }
    for name, (rows, field) in earliest.items():
        late = _since(rows.order_by().aggregate(at=Min(field))["at"])
        lag.add_metric([name], max(0.0, late - patience) if name == "absence" else late)
    yield lag


def work() -> Iterator[Metric]:
    """What workers have to do besides replies."""
    waiting = _gauge("grata_work", "Rows that wait for a worker, or are tried again later.", "what")
    rows: dict[str, QuerySet[Any]] = {
        "files": Attachment.objects.filter(state="expected"),
        "letters": Letter.objects.filter(due_at__isnull=False),
        "webhooks": WebhookDelivery.objects.filter(state="due"),
        "webhooks given up": WebhookDelivery.objects.filter(state="dead"),
        "faces": KfAccount.objects.filter(state__in=("due", "working")),
        "erasures": Erasure.open(),
        "files to delete": Discard.objects.all(),
    }
    for name, found in rows.items():
        waiting.add_metric([name], found.order_by()[:COUNTED_MOST].count())
    yield waiting


def people() -> Iterator[Metric]:
    """Agents by presence."""
    online = Agent.objects.filter(seen_at__gte=presence.lapsed_before(), user__is_active=True)
    counts = online.aggregate(available=Count("pk", filter=Q(away_at__isnull=True)), away=Count("away_at"))
    agents = _gauge("grata_agents", "Agents who are online.", "presence")
    for name, count in counts.items():
        agents.add_metric([name], count)
    yield agents


def channels() -> Iterator[Metric]:
    """Which channels are paused, and with which something else is wrong."""
    paused = _gauge("grata_channel_paused", "1: no reply leaves by it.", "channel", "key")
    alarm = _gauge("grata_channel_alarm", "1: something else is wrong with it.", "channel", "key")
    for channel in Channel.objects.all():
        paused.add_metric([channel.kind, channel.slug], float(channel.paused_at is not None))
        alarm.add_metric([channel.kind, channel.slug], float(bool(channel.alarm)))
    yield from (paused, alarm)


def database() -> Iterator[Metric]:
    """Connections to the database by what they do, of all processes; and this process's pool."""
    found = _gauge("grata_database_connections", "Connections to the database.", "state")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
        )
        for state, count in cursor.fetchall():
            found.add_metric([state], count)
    yield found
    pool = _gauge("grata_database_pool", "The pool of the process that answers.", "what")
    stats = connection.pool.get_stats() if getattr(connection, "pool", None) else {}  # type: ignore[attr-defined]
    for name in ("pool_size", "pool_available", "requests_waiting", "pool_max"):
        pool.add_metric([name.removeprefix("pool_")], stats.get(name, 0))
    yield pool


ALL: tuple[Question, ...] = (replies, chats, deadlines, work, people, channels, database)


def _gauge(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, labels=labels)


def _since(at: datetime | None) -> float:
    return max(0.0, (timezone.now() - at).total_seconds()) if at else 0.0
