"""The secrets of a site's webhooks. While one is changed both are good, so that the site can change it on its side."""

import base64
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from channels_app.models import WebChatSite, WebhookEndpoint
from channels_app.models.secret_field import known
from channels_app.webchat.hooks.signing import PREFIX

BOTH_FOR = timedelta(hours=24)
KEY_BYTES = 32


def of(site: WebChatSite) -> list[str]:
    """The secrets that are good now, the newest first; none while the site has no webhooks. Raises SecretLost."""
    endpoint = WebhookEndpoint.objects.filter(site=site).first()
    is_both = endpoint and endpoint.previous_until and endpoint.previous_until > timezone.now()
    previous = endpoint.previous_secret if endpoint and is_both else ""
    return [secret for secret in (site.webhook_secret, previous) if secret]


def renew(site: WebChatSite) -> str:
    """Makes a new secret, and gives it to be shown this once. The one before stays good for BOTH_FOR."""
    fresh = PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    with transaction.atomic():
        kept = WebChatSite.objects.select_for_update().get(pk=site.pk)
        keep(kept, previous=known(kept, "webhook_secret"))
        WebChatSite.objects.filter(pk=site.pk).update(webhook_secret=fresh)
    return fresh


def keep(site: WebChatSite, *, previous: str) -> None:
    """The secret that the site had before stays good for BOTH_FOR; "" if it had none."""
    until = timezone.now() + BOTH_FOR
    WebhookEndpoint.objects.update_or_create(site=site, defaults={"previous_secret": previous, "previous_until": until})
