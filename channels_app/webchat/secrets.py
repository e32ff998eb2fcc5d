"""The secret with which a site signs for its visitors."""

import secrets

from django.db import transaction

from channels_app.models import WebChatSite


@transaction.atomic
def renew(site: WebChatSite) -> str:
    """A new identity secret; the present one is taken too until it is forgotten, an earlier one no longer."""
    locked = WebChatSite.objects.select_for_update(of=("self",)).get(pk=site.pk)
    fresh = secrets.token_urlsafe(32)
    _keep(locked, fresh, previous=locked.identity_secret)
    return fresh


@transaction.atomic
def forget_previous(site: WebChatSite) -> bool:
    """Only the present identity secret is good from now on. False if it was the only one already."""
    locked = WebChatSite.objects.select_for_update(of=("self",)).get(pk=site.pk)
    had_one = bool(locked.previous_identity_secret)
    _keep(locked, locked.identity_secret, previous="")
    return had_one


def _keep(site: WebChatSite, secret: str, *, previous: str) -> None:
    site.identity_secret, site.previous_identity_secret = secret, previous
    site.save(update_fields=["identity_secret", "previous_identity_secret"])
