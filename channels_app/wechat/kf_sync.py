"""Making WeChat's customer-service accounts what the rows say. All of it may be asked again: a dead worker leaves no harm."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from cards import pictures
from channels_app.adapters import DeliveryError
from channels_app.http import time_limit
from channels_app.models import KfAccount
from channels_app.patience import backoff, patiently
from channels_app.wechat import kf_rows
from channels_app.wechat.adapter import client_for
from channels_app.wechat.client import WeChatClient
from console.actions.pause_channel import pause_channel
from console.avatars import AVATARS

log = logging.getLogger(__name__)

WHOLE_SECONDS = 50.0  # of all requests for one row
TASK_MOST = 100  # seconds; less than the broker's own limit and than the row's lease
WAIT_MOST = 1800  # seconds between two tries
RECORD_PATIENCE = 8.0  # seconds in which an outcome is recorded again and again while the database is away
THERE_ALREADY = ("65406", "61453")
NOT_VERIFIED = "48001"
# What WeChat says when there is nothing to remove; and without the feature, or under a name it does not take, there is none.
GONE = (*kf_rows.NOT_THERE, kf_rows.NOT_ENABLED, "65404", "61455")
NO_PICTURE = _("The picture could not be read.")
OUR_FAULT = _("Something went wrong on our side.")

Outcome = Callable[[], object]


def sync(pk: int) -> None:
    """Asks WeChat for what the row wants and records what came of it. Nothing happens if another worker has it."""
    row = kf_rows.take(pk)
    if row is None:
        return
    with translation.override("en"):  # sentences are kept in English
        outcome = _attempt(row)
    patiently(outcome, seconds=RECORD_PATIENCE, pause=0.5)


def _attempt(row: KfAccount) -> Outcome:
    """What WeChat accepts of it is noted in `row` at once: also after an error that is known. Answers how to record it."""
    try:
        with time_limit(WHOLE_SECONDS):
            return _remove(row) if row.identity_id is None else _bring_about(row)
    except DeliveryError as error:
        return _after_error(row, error)
    except SoftTimeLimitExceeded:
        return _after_error(row, DeliveryError(OUR_FAULT))
    except Exception:
        log.exception("The customer-service account %s broke its synchronisation", row.kf_account)
        return _after_error(row, DeliveryError(OUR_FAULT))


def _remove(row: KfAccount) -> Outcome:
    _deleted(client_for(row.account), row)
    return partial(kf_rows.forget, row)


def _bring_about(row: KfAccount) -> Outcome:
    client = client_for(row.account)
    if row.avatar_digest and not row.wanted_avatar:  # WeChat has no other way to take a picture away
        _deleted(client, row)
    _name(client, row)
    if row.wanted_avatar != row.avatar_digest:
        client.kf_set_avatar(row.kf_account, _picture(row.wanted_avatar))
        row.avatar_digest = row.wanted_avatar
    return partial(kf_rows.settle, row)


def _deleted(client: WeChatClient, row: KfAccount) -> None:
    try:
        client.kf_delete(row.kf_account)
    except DeliveryError as error:
        if error.code not in GONE:
            raise
    row.nickname = row.avatar_digest = ""


def _name(client: WeChatClient, row: KfAccount) -> None:
    """Adds it, or renames it. That it is there already, or no longer, is what a worker that died may have left."""
    if not row.nickname:
        _add(client, row)
    elif row.nickname != row.wanted_nickname:
        _rename(client, row)
    row.nickname = row.wanted_nickname


def _add(client: WeChatClient, row: KfAccount) -> None:
    try:
        client.kf_add(row.kf_account, row.wanted_nickname)
    except DeliveryError as error:
        if error.code not in THERE_ALREADY:
            raise
        client.kf_update(row.kf_account, row.wanted_nickname)


def _rename(client: WeChatClient, row: KfAccount) -> None:
    try:
        client.kf_update(row.kf_account, row.wanted_nickname)
    except DeliveryError as error:
        if error.code not in kf_rows.NOT_THERE:
            raise
        row.nickname = row.avatar_digest = ""
        client.kf_add(row.kf_account, row.wanted_nickname)


def _picture(digest: str) -> bytes:
    try:
        with default_storage.open(pictures.name_of(digest, AVATARS)) as file:
            content: bytes = file.read()
    except Exception as error:  # a storage raises what it likes
        log.warning("The picture %s could not be read", digest, exc_info=True)
        raise DeliveryError(NO_PICTURE) from error
    return content


def _after_error(row: KfAccount, error: DeliveryError) -> Outcome:
    log.warning("The customer-service account %s is not in order: %s %s", row.kf_account, error.code, error)
    if error.code in kf_rows.NOT_THERE:  # somebody has just removed it at WeChat
        row.nickname = row.avatar_digest = ""
    elif error.paused_until:  # this part's quota is used up; replies have one of their own
        return partial(kf_rows.put_back, row, error, seconds=_until(error.paused_until), counts=False)
    elif error.permanent or error.code == NOT_VERIFIED:  # whether replies leave, they find out themselves
        return partial(kf_rows.refuse, row, error)
    elif error.channel_broken:
        return partial(_hold, row, error)
    wait = max(error.retry_after, backoff(row.attempts, most=WAIT_MOST))
    return partial(kf_rows.put_back, row, error, seconds=wait)


def _hold(row: KfAccount, error: DeliveryError) -> None:
    """It waits, and with it all that the account has to send."""
    kf_rows.put_back(row, error, seconds=0, counts=False)
    pause_channel(row.account, reason=error.message)


def _until(moment: datetime) -> float:
    return max(0.0, (moment - timezone.now()).total_seconds())
