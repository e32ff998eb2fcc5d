from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cards.models.picture_field import PictureField
from console.avatars import AVATARS
from console.models.identity import Identity


class AvatarField(PictureField):
    """A square picture."""

    album = AVATARS


class IdentityText(models.Model):
    """An identity in one language."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    name = models.CharField(
        _("name"), max_length=40, help_text=_("WeChat shows 16 characters at most: a longer name is shortened there.")
    )
    department = models.CharField(
        _("department"), max_length=60, blank=True, help_text=_("The second line. For example: Reservations")
    )
    avatar = AvatarField(
        _("avatar"),
        max_length=100,
        blank=True,
        help_text=_(
            "JPEG, PNG, GIF or WebP, best 640 × 640 pixels; it is cut to a square around its centre. Without one, that of "
            "another language is shown."
        ),
    )

    class Meta:
        # English first, as with cards
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [models.UniqueConstraint(fields=["identity", "language"], name="one_identity_text_per_language")]

    def __str__(self) -> str:
        return self.name
