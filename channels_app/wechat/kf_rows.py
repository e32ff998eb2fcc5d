"""The rows of our customer-service accounts, step by step: taken by one worker, then ready, refused, removed or put back.

A worker's outcome counts only while it still has the row. If what was wanted changed meanwhile, the row is due again.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from channels_app.adapters import DeliveryError
from channels_app.models import KfAccount, WeChatAccount
from history.models import Message
from history.prepared import ask, columns, read

LEASE = timedelta(minutes=3)  # longer than a worker lives (CELERY_TASK_TIME_LIMIT)
SWEEP_MOST = 200
ERROR_MOST = 300
NOT_ENABLED = "65400"
NOT_THERE = ("65401", "61452")
NO_ROOM = ("65405", "61456")
USABLE = f"""
SELECT {columns(KfAccount)} FROM channels_app_kfaccount
JOIN console_agent ON console_agent.identity_id = channels_app_kfaccount.identity_id
WHERE account_id = %(account)s::bigint AND console_agent.user_id = %(agent)s::int AND nickname <> ''
"""  # noqa: S608 - our own columns
UNKNOWN: dict[str, Any] = {"nickname": "", "avatar_digest": ""}  # what WeChat has


def due() -> list[int]:
    """The rows for which WeChat is to be asked now, what waits longest first; none of accounts that are paused."""
    running = _waiting().filter(account__paused_at__isnull=True, due_at__lte=timezone.now())
    return list(running.order_by("due_at", "pk").values_list("pk", flat=True)[:SWEEP_MOST])


def take(pk: int) -> KfAccount | None:
    """A row that is due, for this worker alone: the others find it due only after LEASE. None if it is not."""
    now = timezone.now()
    taken = {"state": KfAccount.State.WORKING, "due_at": now + LEASE, "attempts": F("attempts") + 1}
    if not _waiting().filter(pk=pk, due_at__lte=now).update(**taken):
        return None
    return KfAccount.objects.select_related("account").get(pk=pk)


def settle(row: KfAccount) -> None:
    """WeChat has all of it."""
    done = {"state": KfAccount.State.READY, "due_at": None, "attempts": 0, "synced_at": timezone.now()}
    _leave(row, **done, error="", error_code="")


def refuse(row: KfAccount, error: DeliveryError) -> None:
    """WeChat does not take it: it waits for a change, or for somebody who wants it tried again."""
    _leave(row, state=KfAccount.State.FAILED, due_at=None, **_words(error))


def put_back(row: KfAccount, error: DeliveryError, *, seconds: float, counts: bool = True) -> None:
    """It is tried again after so many seconds. counts: whether that was one of its tries."""
    at = timezone.now() + timedelta(seconds=seconds)
    tries = row.attempts if counts else max(0, row.attempts - 1)
    _leave(row, state=KfAccount.State.DUE, due_at=at, attempts=tries, **_words(error))


def forget(row: KfAccount) -> None:
    """WeChat has it no more, and so there may be room for others that were refused."""
    with transaction.atomic():
        if _held(row).filter(identity=None).delete()[0]:
            again(KfAccount.objects.filter(account=row.account_id, error_code__in=NO_ROOM))
        else:  # somebody uses the identity again
            _held(row).update(**UNKNOWN, **_due_now())


def again(rows: QuerySet[KfAccount]) -> int:
    """Has the refused ones among them tried again. How many there were."""
    return rows.filter(state=KfAccount.State.FAILED).update(**_due_now(), error="", error_code="")


def usable(account: WeChatAccount, message: Message) -> KfAccount | None:
    """In whose name the reply is to be sent; None for the account's own."""
    if message.sender_id is None:
        return None
    rows = ask(USABLE, {"account": account.pk, "agent": message.sender_id})
    return next((read(KfAccount, row) for row in rows), None)


def note_refusal(row: KfAccount, error: DeliveryError) -> None:
    """WeChat did not take a reply in this name: no other is sent in it until WeChat has accepted the row again.

    What WeChat does not know is added anew by itself. Without the feature, no row of the account is used.
    """
    scope = {"account": row.account_id} if error.code == NOT_ENABLED else {"pk": row.pk}
    rows = KfAccount.objects.filter(**scope, identity__isnull=False).exclude(state=KfAccount.State.WORKING)
    if error.code in NOT_THERE:
        rows.update(**UNKNOWN, **_due_now(), **_words(error))
    else:
        rows.update(**UNKNOWN, state=KfAccount.State.FAILED, due_at=None, **_words(error))


def add(account: WeChatAccount, wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """Makes the rows, due now, that are not there: by their names, what each is to become."""
    fresh = [KfAccount(account=account, kf_account=name, **_due_now(), **fields) for name, fields in wanted.items()]
    KfAccount.objects.bulk_create(fresh, ignore_conflicts=True)  # another sweep may be as quick


def want(row: KfAccount, **wanted: Any) -> None:
    """Notes what the row is to become, and has that done. A worker that has the row notices at its end."""
    with transaction.atomic():
        rows = KfAccount.objects.filter(pk=row.pk)
        rows.update(**wanted)
        rows.exclude(state=KfAccount.State.WORKING).update(**_due_now(), error="", error_code="")


def _waiting() -> QuerySet[KfAccount]:
    return KfAccount.objects.filter(state__in=[KfAccount.State.DUE, KfAccount.State.WORKING])


def _due_now() -> dict[str, Any]:
    return {"state": KfAccount.State.DUE, "due_at": timezone.now(), "attempts": 0}


def _words(error: DeliveryError) -> dict[str, str]:
    return {"error": error.message[:ERROR_MOST], "error_code": error.code[:32]}


def _held(row: KfAccount) -> QuerySet[KfAccount]:
    """The row, if it is still this worker's."""
    return KfAccount.objects.filter(pk=row.pk, state=KfAccount.State.WORKING, due_at=row.due_at)


def _leave(row: KfAccount, **outcome: Any) -> None:
    has = {"nickname": row.nickname, "avatar_digest": row.avatar_digest}
    wanted = {name: getattr(row, name) for name in ("identity_id", "wanted_nickname", "wanted_avatar")}
    if not _held(row).filter(**wanted).update(**has, **outcome):
        _held(row).update(**has, **_due_now(), error="", error_code="")
