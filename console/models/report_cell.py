from django.db import models

from console.models.cell import Cell
from console.models.report_day import ReportDay


class ReportCell(Cell):
    """One of a day's roll-up, which is made again when one of the day's chats changes."""

    report_day = models.ForeignKey(ReportDay, on_delete=models.CASCADE, related_name="cells")
