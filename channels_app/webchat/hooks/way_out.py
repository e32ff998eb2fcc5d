"""The way out of a reply to a visitor who has only the site's own window: it has left when the site has taken it."""

import math

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from channels_app.adapters import DeliveryError
from channels_app.models import WebhookDelivery
from channels_app.webchat.hooks import deliveries, door, endpoints
from history.models import Message

HELD = _("Nothing is sent to the site's server until an administrator has tested it.")
TRIES_MOST = 10_000  # the row says when it is enough
WHILE_HELD = 60  # seconds


def send(message: Message, row: WebhookDelivery | None) -> None:
    """Sends it if it is due. Returns once the site has taken it; else raises DeliveryError."""
    if row is None:
        raise DeliveryError(endpoints.NO_CALLBACK, permanent=True)
    if row.state == WebhookDelivery.State.DEAD and message.attempts <= 1:  # the agent wants it to be tried anew
        deliveries.again(row)
    deliveries.attempt(row.pk)
    row.refresh_from_db()
    if row.state != WebhookDelivery.State.SENT:
        raise _not_yet(row)


def _not_yet(row: WebhookDelivery) -> DeliveryError:
    code = str(row.status or "")
    if row.state == WebhookDelivery.State.DEAD:
        return DeliveryError(row.error, code=code, permanent=True)
    row.endpoint.refresh_from_db(fields=["paused_at", "rest_until"])
    if row.endpoint.paused_at:
        return DeliveryError(HELD, code=code, retry_after=WHILE_HELD, tries_most=TRIES_MOST)
    until = max(filter(None, (row.due_at, row.endpoint.rest_until)), default=timezone.now())
    wait = (until - timezone.now()).total_seconds()
    return DeliveryError(
        row.error or door.CLOSED, code=code, retry_after=max(1, math.ceil(wait)), tries_most=TRIES_MOST
    )
