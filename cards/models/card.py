from django.db import models
from django.utils.translation import gettext_lazy as _


class Card(models.Model):
    """Something that agents may send: in each language a title, a teaser, a picture and a link.

    A card is archived, never deleted: whoever looks at what was sent can still find it.
    """

    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Where it stands among the cards: 1 comes before 2.")
    )
    opens = models.PositiveIntegerField(_("opened"), default=0, editable=False)
    opened_at = models.DateTimeField(_("last opened"), null=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    def __str__(self) -> str:
        """The English title, else any: texts come in the order of their languages."""
        first = next(iter(self.texts.all()), None)
        return first.title if first else f"{self.pk}"
