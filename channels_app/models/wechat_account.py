import re
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from channels_app.models.secret_field import SecretField
from history.models import Channel

TEXT_BYTES_MOST = 2048  # measured, undocumented; above it custom/send answers 45002
CARRIES = ["image", "voice", "card"]
WECHAT_ID = RegexValidator(
    re.compile(r"^[A-Za-z0-9_-]+\Z"), _("A WeChat ID has letters, digits, hyphens and underscores only.")
)
AES_KEY = RegexValidator(re.compile(r"^[A-Za-z0-9+/]{43}$"), _("An EncodingAESKey has 43 letters and digits."))


class WeChatAccount(Channel):
    """What the wire needs to speak for one WeChat Official Account or Service Account.

    Until `profiles_rest_until` customers' profiles are not compared with WeChat's, for a reason in English.
    """

    class Mode(models.TextChoices):
        SAFE = "safe", _("Safe mode (recommended)")
        COMPATIBLE = "compatible", _("Compatible mode")
        PLAIN = "plain", _("Plain mode")

    original_id = models.CharField(_("original ID"), max_length=64, help_text=_("Begins with gh_."))
    app_id = models.CharField(_("AppID"), max_length=64, unique=True)
    app_secret = SecretField(_("AppSecret"), max_length=128)
    token = SecretField(_("token"), max_length=64)
    mode = models.CharField(_("message mode"), max_length=10, choices=Mode.choices, default=Mode.SAFE)
    aes_key = SecretField(_("EncodingAESKey"), max_length=43, blank=True, validators=[AES_KEY])
    previous_aes_key = SecretField(_("previous EncodingAESKey"), max_length=43, blank=True, validators=[AES_KEY])

    wechat_id = models.CharField(
        _("WeChat ID"),
        max_length=30,
        blank=True,
        validators=[WECHAT_ID],
        help_text=_(
            "The account's own WeChat ID (not the one that begins with gh_). With it, customers see who answers them: the "
            "identities of your agents become customer-service accounts at WeChat. Empty: every reply comes in the "
            "account's own name."
        ),
    )
    profiles_rest_until = models.DateTimeField(null=True, editable=False)
    profiles_rest_reason = models.CharField(max_length=300, blank=True, editable=False)
    tags_read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("WeChat account")
        verbose_name_plural = _("WeChat accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("wechat_id"),
                condition=~Q(wechat_id=""),
                name="one_account_per_wechat_id",
                violation_error_message=_("Another account has this WeChat ID."),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind, self.text_bytes_most, self.carries = Channel.Kind.WECHAT, TEXT_BYTES_MOST, CARRIES
        if self.window_seconds is None:  # WeChat never lets us reply for ever
            self.window_seconds = settings.GRATA_WECHAT_WINDOW_SECONDS
            self.window_replies = settings.GRATA_WECHAT_WINDOW_REPLIES
        super().save(*args, **kwargs)

    @property
    def aes_keys(self) -> list[str]:
        """The keys that a delivery may be encrypted with, the current one first."""
        return [key for key in (self.aes_key, self.previous_aes_key) if key]
