from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Channel


class KeptDelivery(models.Model):
    """Something authentic that a platform delivered and that is no message we understand: kept as it came, for a person.

    It is kept for some weeks. `sender` is the platform's id of whom it is from, as far as that could be read.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="kept_deliveries")
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    reason = models.CharField(_("reason"), max_length=200)
    sender = models.CharField(max_length=191, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("kept delivery")
        verbose_name_plural = _("kept deliveries")
        constraints = [models.UniqueConstraint(fields=["channel", "digest"], name="a_delivery_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.reason} ({self.created_at:%Y-%m-%d %H:%M})"
