from django.db import models

from console.models.cell import Cell


class KeptCell(Cell):
    """What chats that are erased count in reports.

    `zone` is whose day and hour it is, and `target_seconds` what the service level went by, when they were erased. The measure
    `customer` says how many customers had their last chat of that day, and in `bucket` how many days later they came again (0:
    they did not). Nothing here says who.
    """

    day = models.DateField()
    zone = models.CharField(max_length=64)
    target_seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "zone", "target_seconds", "hour", "channel", "agent", "measure", "bucket"],
                nulls_distinct=False,
                name="a_kept_cell_is_one_sum",
            )
        ]
