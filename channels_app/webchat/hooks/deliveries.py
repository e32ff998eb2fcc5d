"""Replies on their way to sites' own servers: each is a row first, tried for a day, then given up.

Each step is one compare-and-set. A worker that dies between sending and recording leaves the row due again: the same
webhook-id comes twice, and the site drops the second.
"""

import json
import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from channels_app import stages
from channels_app.models import WebChatSite, WebhookDelivery
from channels_app.patience import DATABASE_AWAY, patiently
from channels_app.sealing import SecretLost
from channels_app.webchat.hooks import door, endpoints, keys, people, replies, signing
from channels_app.webchat.hooks.door import NotTaken
from channels_app.webchat.hooks.replies import Unsendable
from history.models import Message

log = logging.getLogger(__name__)

# Seconds between two tries, nearly a day in all. Each is shortened by up to a fifth, so that not all come back at once.
WAITS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800)
LEASE = timedelta(seconds=60)  # longer than a try may take
SWEEP_MOST = 200
RECORD_PATIENCE = 20.0  # seconds in which an outcome is recorded again and again while the database is away
OUR_FAULT = _("It could not be put together on our side.")
UNDER_WAY = (Message.State.PENDING, Message.State.SENDING)


@dataclass(frozen=True)
class Outcome:
    """What a try came to: the status, and why it was not taken ("" if it was). is_final: trying again is of no use.
    is_silent: nobody answered.
    """

    status: int | None
    error: str = ""
    retry_after: int = 0
    is_final: bool = False
    is_silent: bool = False


def ensure(message: Message) -> WebhookDelivery | None:
    """The reply's row, made now if there is none; None if its site takes no replies."""
    endpoint = endpoints.of(message.customer.channel_id)
    if endpoint is None:
        return None
    fresh = {"endpoint": endpoint, "due_at": timezone.now()}
    return WebhookDelivery.objects.get_or_create(message=message, defaults=fresh)[0]


def due() -> list[int]:
    """The rows to be sent now. A reply that leaves by nothing else is its conversation's to send, in its order."""
    by_the_chat = Q(message__customer__external_id__startswith=people.SIGNED, message__state__in=UNDER_WAY)
    rows = WebhookDelivery.objects.filter(_is_due()).exclude(by_the_chat)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:SWEEP_MOST])


def attempt(pk: int) -> bool:
    """Sends what is due and records what came of it. False if it is not due, or another worker has it."""
    row = _take(pk)
    if row is None:
        return False
    if not endpoints.may_ask(row.endpoint):
        _put_back(row, endpoints.REST.total_seconds(), tries=row.tries - 1)
        return False
    outcome = _tried(row)
    stages.told(row.message_id, _named(row, outcome))
    patiently(partial(_record, row, outcome), seconds=RECORD_PATIENCE, pause=0.5)
    return True


def again(row: WebhookDelivery) -> None:
    """Sends it once more from now on, with the same webhook-id, whatever came of it."""
    fresh: dict[str, Any] = {"tries": 0, "error": "", "status": None, "settled_at": None}
    WebhookDelivery.objects.filter(pk=row.pk).update(state=WebhookDelivery.State.DUE, due_at=timezone.now(), **fresh)


def _is_due() -> Q:
    return Q(state=WebhookDelivery.State.DUE, due_at__lte=timezone.now()) & endpoints.is_awake()


def _take(pk: int) -> WebhookDelivery | None:
    if not WebhookDelivery.objects.filter(_is_due(), pk=pk).exists():
        return None
    # Of the row alone: PostgreSQL does not look again into a joined table when it has waited for another worker.
    row = WebhookDelivery.objects.filter(pk=pk, state=WebhookDelivery.State.DUE, due_at__lte=timezone.now())
    if not row.update(due_at=timezone.now() + LEASE, tries=F("tries") + 1):
        return None
    related = ("endpoint", "message__customer__channel", "message__attachment", "message__sender__agent__identity")
    return WebhookDelivery.objects.select_related(*related).get(pk=pk)


def _tried(row: WebhookDelivery) -> Outcome:
    site = WebChatSite.objects.get(pk=row.endpoint_id)
    try:
        body = json.dumps(replies.event(row.message, site), ensure_ascii=False).encode()
        signed = signing.headers(body, webhook_id=f"msg_{row.webhook_id.hex}", secrets=keys.of(site))
        return Outcome(door.post(row.endpoint.callback_url, body, signed))
    except Unsendable as error:
        return Outcome(None, str(error), is_final=True)
    except NotTaken as error:
        return Outcome(error.status, str(error), retry_after=error.retry_after, is_silent=error.status is None)
    except SecretLost as lost:
        return Outcome(None, str(lost))
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("The webhook of message %s broke", row.message_id)
        return Outcome(None, OUR_FAULT)


def _record(row: WebhookDelivery, outcome: Outcome) -> None:
    noted = {"status": outcome.status, "error": outcome.error}
    if outcome.is_silent or row.endpoint.rest_until is not None:
        endpoints.note_answer(row.endpoint, came=not outcome.is_silent)
    if not outcome.error:
        return _settle(row, WebhookDelivery.State.SENT, **noted)
    if outcome.status == door.GONE:
        endpoints.pause(row.endpoint, reason=door.OVER)
        return _put_back(row, 0, tries=row.tries - 1, **noted)
    if _is_dead(row, outcome):
        _settle(row, WebhookDelivery.State.DEAD, **noted)
        return endpoints.pause_if_dead(row.endpoint)
    return _put_back(row, _wait(row.tries, outcome.retry_after), **noted)


def _is_dead(row: WebhookDelivery, outcome: Outcome) -> bool:
    return bool(outcome.error) and outcome.status != door.GONE and (outcome.is_final or row.tries > len(WAITS))


def _named(row: WebhookDelivery, outcome: Outcome) -> str:
    if not outcome.error:
        return "sent"
    return "dead" if _is_dead(row, outcome) else "retried"


def _wait(tries: int, retry_after: int) -> float:
    """Seconds. What the site asks for is kept, within reason."""
    planned = WAITS[tries - 1] * random.uniform(0.8, 1.0)  # noqa: S311
    return max(planned, min(retry_after, WAITS[-1]))


def _settle(row: WebhookDelivery, state: str, **noted: Any) -> None:
    _ours(row).update(state=state, due_at=None, settled_at=timezone.now(), **noted)


def _put_back(row: WebhookDelivery, seconds: float, **noted: Any) -> None:
    _ours(row).update(due_at=timezone.now() + timedelta(seconds=seconds), **noted)


def _ours(row: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row, unless the lease was over and another worker has it, or somebody has it sent anew."""
    return WebhookDelivery.objects.filter(pk=row.pk, state=WebhookDelivery.State.DUE, tries=row.tries)
