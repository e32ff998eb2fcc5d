from django.db import models

from console.models.agent import Agent
from history.models import Channel


class Cell(models.Model):
    """A sum of what happened in the chats that began in an hour of a day, on a channel, to an agent or to none.

    `measure` is one of those in `console.reports.facts`, `bucket` says how long it took (`console.reports.buckets`; 0 also for
    what takes no time), `milliseconds` is the sum. Written by SQL alone: who reads it minds no agent or channel that is no
    more.
    """

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
        abstract = True

    def __str__(self) -> str:
        return f"{self.measure} {self.number}"
