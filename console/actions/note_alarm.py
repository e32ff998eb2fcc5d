from django.db import transaction

from console import live
from history import pauses
from history.models import Channel


def note_alarm(channel: Channel, *, reason: str) -> None:
    """Raises an alarm about a channel by which replies leave all the same; with "" it ends.

    reason: a sentence in English; it is translated where it is shown. Again for the same reason changes nothing.
    """
    with transaction.atomic():
        if pauses.note_alarm(channel, reason=reason):
            transaction.on_commit(live.put_counts, robust=True)
