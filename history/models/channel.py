from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """One account on one platform: a WeChat account, or the chat of one site. The doors keep the rest in subclasses."""

    class Kind(models.TextChoices):
        WECHAT = "wechat", "WeChat"
        WEBCHAT = "webchat", _("Web chat")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, editable=False)
    slug = models.SlugField(_("key"), max_length=64, help_text=_("The part of the address that tells channels apart."))
    name = models.CharField(_("name"), max_length=120)
    text_bytes_most = models.PositiveIntegerField(
        default=8000, editable=False, help_text=_("The longest text that one reply may carry, in bytes of UTF-8.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_channel_per_slug")]

    def __str__(self) -> str:
        return self.name
