from django.db import models
from django.utils.translation import gettext_lazy as _


class QuickReplyCategory(models.Model):
    """What quick replies are sorted by. Agents see its name in the language of their console."""

    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Where it stands among the categories: 1 comes before 2.")
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("category of quick replies")
        verbose_name_plural = _("categories of quick replies")

    def __str__(self) -> str:
        """The English name, else any: names come in the order of their languages."""
        first = next(iter(self.names.all()), None)
        return first.name if first else f"{self.pk}"
