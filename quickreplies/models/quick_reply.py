from django.db import models
from django.utils.translation import gettext_lazy as _

from quickreplies.models.category import QuickReplyCategory


class QuickReply(models.Model):
    """An answer that is written once, in each language, and put into the box by whoever needs it.

    It is archived, never deleted. `uses`: how often agents have put it into a box.
    """

    category = models.ForeignKey(
        QuickReplyCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replies",
    )
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Default ones come first, before all categories.")
    )
    position = models.PositiveIntegerField(
        _("position"),
        default=0,
        help_text=_(
            "Where it stands in its category: 1 comes before 2. Of two in one place, the more used comes first."
        ),
    )
    uses = models.PositiveBigIntegerField(_("uses"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["-is_default", "category__position", "category", "position", "-uses", "id"]
        verbose_name = _("quick reply")
        verbose_name_plural = _("quick replies")

    def __str__(self) -> str:
        """The English one, else any: texts come in the order of their languages."""
        first = next(iter(self.texts.all()), None)
        return str(first) if first else f"{self.pk}"
