import secrets

from django.conf import settings
from django.db import models


def new_token() -> str:
    """32 characters that nobody guesses."""
    return secrets.token_urlsafe(24)


class CardCollection(models.Model):
    """Several cards as they were sent at once: WeChat takes one, and that one leads to a page with all of them.

    `cards` is a list of `rendering.Snapshot`. Whoever knows the token sees the page; it names nobody.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    cards = models.JSONField(default=list)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.pk}"
