from django.db import models
from django.db.models import Q


class FileSweep(models.Model):
    """How far the storage has been looked through for files that no row names. There is one row. `after` is the last folder
    that was, "" before the first; `done_at` is when the last of them was."""

    after = models.CharField(max_length=10, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_file_sweep")]

    def __str__(self) -> str:
        return f"files after {self.after or 'none'}"
