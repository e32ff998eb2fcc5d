"""Sites' own servers: whether one takes replies, and what happens when it has not for long."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from channels_app.models import WebChatSite, WebhookDelivery, WebhookEndpoint
from channels_app.sealing import SecretLost
from channels_app.webchat.hooks import door, keys, signing
from channels_app.webchat.hooks.door import NotTaken
from console.actions.note_alarm import note_alarm

DEAD_IN_A_ROW = 5
REST = timedelta(seconds=30)
PROBE = timedelta(seconds=60)  # longer than a try may take

DEAD = _("The site's server takes no replies: none is sent to it until its address is tested again.")
UNSIGNED = _("The site has no webhook secret. Make one, and give it to the site.")
NO_CALLBACK = _("This site has no callback address to which replies could be sent.")


def of(site_id: int) -> WebhookEndpoint | None:
    """The site's endpoint, if replies are to be sent to it."""
    return WebhookEndpoint.objects.filter(site_id=site_id).exclude(callback_url="").first()


def is_awake() -> Q:
    """The deliveries whose endpoint may be asked now: it is not paused, and does not rest."""
    rests_no_more = Q(endpoint__rest_until__isnull=True) | Q(endpoint__rest_until__lte=timezone.now())
    return rests_no_more & Q(endpoint__paused_at__isnull=True)


def may_ask(endpoint: WebhookEndpoint) -> bool:
    """After a rest one worker alone tries whether it answers again: the others have visitors of other sites to serve."""
    if endpoint.rest_until is None:
        return True
    rested = WebhookEndpoint.objects.filter(pk=endpoint.pk, rest_until=endpoint.rest_until)
    return bool(rested.update(rest_until=timezone.now() + PROBE))


def note_answer(endpoint: WebhookEndpoint, *, came: bool) -> None:
    """One that does not answer costs each try many seconds: it rests for a while."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(rest_until=None if came else timezone.now() + REST)


def pause(endpoint: WebhookEndpoint, *, reason: str) -> None:
    """Stops what is sent to it, and raises an alarm. reason: a sentence in English."""
    with transaction.atomic():
        running = WebhookEndpoint.objects.filter(pk=endpoint.pk, paused_at__isnull=True)
        if running.update(paused_at=timezone.now()):
            note_alarm(endpoint.site, reason=reason)


def pause_if_dead(endpoint: WebhookEndpoint) -> None:
    """The same if the last few replies were all given up. What died at its first try is no fault of the site's."""
    settled = WebhookDelivery.objects.filter(endpoint=endpoint, settled_at__isnull=False, tries__gt=1)
    last = list(settled.order_by("-settled_at", "-pk").values_list("state", flat=True)[:DEAD_IN_A_ROW])
    if last == [WebhookDelivery.State.DEAD] * DEAD_IN_A_ROW:
        pause(endpoint, reason=DEAD)


def resume(endpoint: WebhookEndpoint) -> bool:
    """Lets replies leave for it again, at once, and ends the alarm. False if they did."""
    with transaction.atomic():
        stopped = WebhookEndpoint.objects.filter(pk=endpoint.pk, paused_at__isnull=False)
        if not stopped.update(paused_at=None, rest_until=None):
            return False
        note_alarm(endpoint.site, reason="")
    return True


def test(site: WebChatSite) -> bool:
    """Sends a signed {"type": "ping"} to the site, and lets replies leave again if they were held. True if they were.

    Raises NotTaken, with a sentence that tells an administrator what to correct.
    """
    endpoint = of(site.pk)
    if endpoint is None:
        raise NotTaken(NO_CALLBACK)
    secrets = _secrets(site)
    ping: dict[str, Any] = {"type": "ping"}
    body = json.dumps(ping).encode()
    door.post(endpoint.callback_url, body, signing.headers(body, webhook_id=f"ping_{uuid4().hex}", secrets=secrets))
    return resume(endpoint)


def _secrets(site: WebChatSite) -> list[str]:
    try:
        secrets = keys.of(site)
    except SecretLost as lost:
        raise NotTaken(str(lost)) from lost
    if not secrets:
        raise NotTaken(UNSIGNED)
    return secrets
