from django.db import models


class ReportMark(models.Model):
    """A chat that began then was changed, added or deleted: its day has to be rolled up anew.

    A trigger (migration `report_roll_ups`) writes it in the transaction that changes the conversation, for chats that began
    twelve hours ago or earlier. Younger ones have no roll-up yet.
    """

    opened_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.opened_at}"
