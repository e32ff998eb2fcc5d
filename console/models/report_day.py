from django.db import models


class ReportDay(models.Model):
    """A local day whose figures are rolled up (`console.actions.roll_up`), in `zone` and with that target of the service level.

    It lasts from `starts_at` until before `ends_at`, 23 or 25 hours where clocks change. It counts only while no
    `ReportMark` lies within it.
    """

    day = models.DateField(unique=True)
    zone = models.CharField(max_length=64)
    target_seconds = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    built_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.day} in {self.zone}"
