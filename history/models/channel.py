from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """One account on one platform: a WeChat account, or the chat of one site. The doors keep the rest in subclasses.

    While `paused_at` is set no reply leaves by it: until `paused_until`, or, where that is null, until somebody has
    mended what `paused_reason` says in English. `alarm` says, likewise, what else is wrong while replies do leave.
    """

    class Kind(models.TextChoices):
        WECHAT = "wechat", "WeChat"
        WEBCHAT = "webchat", _("Web chat")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, editable=False)
    slug = models.SlugField(_("key"), max_length=64, help_text=_("The part of the address that tells channels apart."))
    name = models.CharField(_("name"), max_length=120)
    text_bytes_most = models.PositiveIntegerField(
        default=8000, editable=False, help_text=_("The longest text that one reply may carry, in bytes of UTF-8.")
    )
    carries = models.JSONField(default=list, editable=False)  # the kinds of reply that it takes besides text
    window_seconds = models.PositiveIntegerField(
        _("reply window, in seconds"),
        null=True,
        blank=True,
        help_text=_("How long the platform lets us reply after a message of the customer. Empty: for ever."),
    )
    window_replies = models.PositiveSmallIntegerField(
        _("replies in a window"), default=5, help_text=_("How many replies the platform allows after a message.")
    )
    brief_seconds = models.PositiveIntegerField(
        _("brief window, in seconds"),
        default=60,
        help_text=_("How long it lets us reply after a press in the menu, a new follower or a scanned QR code."),
    )
    brief_replies = models.PositiveSmallIntegerField(_("replies in a brief window"), default=3)
    paused_at = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)
    paused_reason = models.CharField(max_length=300, blank=True, editable=False)
    alarm = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_channel_per_slug")]

    def __str__(self) -> str:
        return self.name
