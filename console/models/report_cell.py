from django.db import models

from console.models.agent import Agent
from console.models.report_day import ReportDay
from history.models import Channel


class ReportCell(models.Model):
    """How often something happened in the chats that began in an hour of a day, on a channel, to an agent or to none.

    `measure` is one of those in `console.reports.facts`, `bucket` says how long it took (`console.reports.buckets`; 0 also for
    what takes no time), `milliseconds` is the sum. Written by SQL alone: who reads it minds no agent that is no more.
    """

    report_day = models.ForeignKey(ReportDay, on_delete=models.CASCADE, related_name="cells")
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

    def __str__(self) -> str:
        return f"{self.measure} {self.number}"
