from django.db import models
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """Whom customers see: a name and a face, of one agent or shared by several."""

    label = models.CharField(
        _("label"), max_length=60, unique=True, help_text=_("How colleagues call it. Customers never see it.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["label"]
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return self.label
