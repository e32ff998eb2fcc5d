from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quickreplies.models.category import QuickReplyCategory


class QuickReplyCategoryName(models.Model):
    """A category's name in one language."""

    category = models.ForeignKey(QuickReplyCategory, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=60, help_text=_("For example: Arrival and departure"))

    class Meta:
        # English first, as with texts
        ordering = ["language"]
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [models.UniqueConstraint(fields=["category", "language"], name="one_category_name_per_language")]

    def __str__(self) -> str:
        return self.name
