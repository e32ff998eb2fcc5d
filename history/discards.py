"""Files on their way out of the storage. A row comes first, in the transaction that deletes what named the file: so none is
left behind, whoever dies, and none goes while its message stays.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.utils import timezone

from history.models import Attachment, Discard

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=1)  # before the second try; then 2, 4, 8 …
DOUBLINGS_MOST = 6


def note(attachments: Iterable[Attachment]) -> int:
    """The files of these attachments are to go. How many files that are."""
    names = {name for attachment in attachments for name in names_of(attachment)}
    Discard.objects.bulk_create([Discard(name=name) for name in sorted(names)], ignore_conflicts=True)
    return len(names)


def names_of(attachment: Attachment) -> set[str]:
    """Where its files lie: what is shown, the original, and what a browser brought and no worker has read yet."""
    return {str(attachment.shown), str(attachment.original), *_kept(attachment.source)} - {""}


def due(most: int) -> list[Discard]:
    """The files to be deleted now, what waits longest first."""
    return list(Discard.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")[:most])


def drop(discard: Discard) -> bool:
    """Deletes a file, and then its row; one that is gone already counts as deleted. False if that has to be tried again."""
    try:
        default_storage.delete(discard.name)
    except SuspiciousFileOperation:
        log.warning("Discard %s is no file of ours", discard.pk)
    except Exception as error:  # whatever the storage is, it has errors of its own
        log.warning("The file of discard %s stays for now: %s", discard.pk, type(error).__name__)
        return _put_off(discard)
    discard.delete()
    return True


def _put_off(discard: Discard) -> bool:
    due_at = timezone.now() + PAUSE * 2 ** min(discard.attempts, DOUBLINGS_MOST)
    Discard.objects.filter(pk=discard.pk).update(due_at=due_at, attempts=discard.attempts + 1)
    return False


def _kept(source: Any) -> Iterator[str]:
    if isinstance(source, dict):
        yield str(source.get("kept") or "")
        yield from _kept(source.get("instead"))
