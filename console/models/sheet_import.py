from django.conf import settings
from django.db import models


class SheetImport(models.Model):
    """A table that somebody has uploaded and not yet let in: its rows, texts all, the header first. It goes when they do,
    and after a day by itself."""

    sheet = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rows = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.sheet} {self.pk}"
