import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Channel

CARRIES = ["image", "voice", "card"]
# What stands in a header must not end it or widen it, whoever typed it: a scheme, a host, perhaps a port, no wildcard.
ORIGIN = re.compile(r"https?://([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)


def origins(value: object) -> None:
    """Each is a scheme, a host and perhaps a port: what browsers send as Origin. Raises ValidationError."""
    if not isinstance(value, list) or not all(isinstance(item, str) and ORIGIN.fullmatch(item) for item in value):
        raise ValidationError(_("List origins such as https://www.example.com, without a path."))


class WebChatSite(Channel):
    """A site that carries our chat: who may embed it, and the secret of its signed webhooks. Its key is the channel's slug."""

    allowed_origins = models.JSONField(_("allowed origins"), default=list, blank=True, validators=[origins])
    webhook_secret = models.CharField(_("webhook secret"), max_length=128, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    shows_drafts = models.BooleanField(
        _("show agents what visitors are typing"),
        default=True,
        help_text=_("Agents see a visitor’s words before they are sent. Say so in the site’s privacy notice."),
    )

    class Meta:
        verbose_name = _("web chat site")
        verbose_name_plural = _("web chat sites")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind, self.carries = Channel.Kind.WEBCHAT, CARRIES
        super().save(*args, **kwargs)

    @property
    def key(self) -> str:
        """What stands in the site's script tag."""
        return self.slug
