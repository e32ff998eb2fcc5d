import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_app.models.secret_field import SecretField
from channels_app.models.webchat_site import WebChatSite

HOST = re.compile(r"([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII)
URL_MOST = 500


def hosts(value: object) -> None:
    """Names of hosts as they stand in addresses, perhaps with a port. Raises ValidationError."""
    if not isinstance(value, list) or not all(isinstance(item, str) and HOST.fullmatch(item) for item in value):
        raise ValidationError(_("List hosts such as files.example.com, in small letters, without https:// and a path."))


def callback(value: str) -> None:
    """Raises ValidationError for what is no address of the web."""
    try:
        parts = urlsplit(value)
        is_fit = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        is_fit = False
    if not is_fit or not value.isprintable() or " " in value or "#" in value:
        raise ValidationError(_("Enter an address such as https://www.example.com/grata."))


class WebhookEndpoint(models.Model):
    """What a site with its own chat window has on its side: where it takes replies, and whence its visitors' files come.

    The secret before the site's present one is good until `previous_until`. While `paused_at` is set nothing is sent;
    the channel's `alarm` says why. At `rest_until` it is tried again, once, after it could not be reached.
    """

    site = models.OneToOneField(
        WebChatSite,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="endpoint",
        verbose_name=_("web chat site"),
    )
    callback_url = models.CharField(
        _("callback address"),
        max_length=URL_MOST,
        blank=True,
        validators=[callback],
        help_text=_("Replies to the site's visitors are posted to it, signed. Empty: they are not."),
    )
    media_hosts = models.JSONField(
        _("hosts of files"),
        default=list,
        blank=True,
        validators=[hosts],
        help_text=_('From where pictures and recordings of visitors are fetched: ["files.example.com"].'),
    )
    previous_secret = SecretField(max_length=128, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    rest_until = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")

    def __str__(self) -> str:
        return self.callback_url or f"webhooks of site {self.pk}"
