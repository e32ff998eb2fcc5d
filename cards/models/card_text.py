from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models.card import Card
from cards.models.picture_field import PictureField


class CardText(models.Model):
    """A card in one language."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=60, help_text=_("For example: Breakfast by the harbour"))
    teaser = models.CharField(
        _("teaser"),
        max_length=120,
        blank=True,
        help_text=_(
            "A sentence that makes people curious. For example: Every day from 6:30 to 11, on the second floor."
        ),
    )
    link = models.URLField(
        _("link"),
        max_length=1000,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The page that opens. For example: https://www.example.com/breakfast"),
    )
    picture = PictureField(
        _("picture"),
        max_length=100,
        blank=True,
        help_text=_(
            "JPEG, PNG, GIF or WebP, best 900 × 500 pixels; what is larger is cut around its centre. Without one, that of "
            "another language is shown."
        ),
    )

    class Meta:
        # English first: then the first text of a card is the English one, if there is one
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["card", "language"], name="one_text_per_language"),
            models.CheckConstraint(condition=Q(link__iregex=r"^https?://"), name="card_leads_to_a_web_page"),
        ]

    def __str__(self) -> str:
        return self.title
