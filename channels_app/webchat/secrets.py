"""The secret with which a site signs for its visitors."""

import secrets

from django.db import transaction

from channels_app.models import WebChatSite
from channels_app.models.secret_field import is_lost, known


@transaction.atomic
def renew(site: WebChatSite) -> str:
    """A new identity secret; the present one is taken too until it is forgotten, an earlier one no longer."""
    locked = WebChatSite.objects.select_for_update(of=("self",)).get(pk=site.pk)
    fresh = secrets.token_urlsafe(32)
    locked.previous_identity_secret, locked.identity_secret = known(locked, "identity_secret"), fresh
    locked.save(update_fields=["identity_secret", "previous_identity_secret"])
    return fresh


@transaction.atomic
def forget_previous(site: WebChatSite) -> bool:
    """Only the present identity secret is good from now on. False if it was the only one already."""
    locked = WebChatSite.objects.select_for_update(of=("self",)).get(pk=site.pk)
    had_one = is_lost(locked, "previous_identity_secret") or bool(locked.previous_identity_secret)
    locked.previous_identity_secret = ""
    locked.save(update_fields=["previous_identity_secret"])
    return had_one
