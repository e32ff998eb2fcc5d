from django.db import models

from console.models.agent import Agent
from history.models import Channel


class KeptCell(models.Model):
    """What chats that are erased count in reports: sums over all that began in an hour of a local day, as in a `ReportCell`.

    `zone` is whose day and hour it is, and `target_seconds` what the service level went by, when they were erased. The measure
    `customer` says how many customers had their last chat of that day, and in `bucket` how many days later they came again (0:
    they did not). Nothing here says who. Written by SQL alone: who reads it minds no agent or channel that is no more.
    """

    day = models.DateField()
    zone = models.CharField(max_length=64)
    target_seconds = models.PositiveIntegerField()
    hour = models.PositiveSmallIntegerField()
    channel = models.ForeignKey(
        Channel, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    agent = models.ForeignKey(
        Agent, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    measure = models.CharField(max_length=12)
    bucket = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    milliseconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "zone", "target_seconds", "hour", "channel", "agent", "measure", "bucket"],
                nulls_distinct=False,
                name="a_kept_cell_is_one_sum",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.number}"
