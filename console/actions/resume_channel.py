from django.db import transaction

from console import live
from history import pauses
from history.models import Channel


def resume_channel(channel: Channel) -> bool:
    """Lets replies leave by the channel again, and ends the alarm. False if they did leave."""
    with transaction.atomic():
        resumed = pauses.resume(channel)
        if resumed:
            transaction.on_commit(live.put_counts, robust=True)
    return resumed
