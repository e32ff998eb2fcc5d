from datetime import datetime

from django.db import transaction

from console import live
from history import pauses
from history.models import Channel


def pause_channel(channel: Channel, *, reason: str, until: datetime | None = None) -> None:
    """Holds what is to leave by the channel until that time, or until somebody mends it, and raises an alarm.

    reason: a sentence in English; it is translated where it is shown. Again for the same reason changes nothing.
    """
    with transaction.atomic():
        if pauses.pause(channel, reason=reason, until=until):
            transaction.on_commit(live.put_counts, robust=True)
