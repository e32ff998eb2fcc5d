from django.db import models
from django.utils import timezone


class Discard(models.Model):
    """A file in the storage that no row names any more: it is to go, and is tried again from `due_at` on until it is gone."""

    name = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="discards_by_time")]

    def __str__(self) -> str:
        return f"discard {self.pk}"
