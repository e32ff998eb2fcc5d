from django.db import transaction

from console import live
from history import pauses
from history.models import Channel


def resume_channel(channel: Channel, *, if_lapsed: bool = False) -> bool:
    """Lets replies leave by the channel again, and ends the alarm. False if they did leave.

    if_lapsed: only if the time for which it was stopped is over.
    """
    with transaction.atomic():
        resumed = pauses.resume(channel, if_lapsed=if_lapsed)
        if resumed:
            transaction.on_commit(live.put_counts, robust=True)
    return resumed
