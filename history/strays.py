"""Files that no row names. A process that is killed between writing a file and committing its row leaves one behind, and no
erasure could ever find it.

Looked through are the folders in which `history.attachments.keep` writes, day by day. Pictures of cards and of agents lie
elsewhere and stay for ever: messages show them.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import FileField, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from prometheus_client import Counter

from history.models import Attachment, Discard, FileSweep

log = logging.getLogger(__name__)

PAUSE = timedelta(days=1)  # from the end of one sweep until the next
PAGE = 500  # names that the database is asked about at once
MANY = 50  # strays in a folder: more are believed only where most of its files have rows
OURS = re.compile(r"[A-Za-z0-9_-]{32}\.[a-z0-9]{2,8}", re.ASCII)
STRAYS = Counter("grata_stray_files", "Files that no row named, and that are deleted.")


def sweep(*, now: datetime | None = None) -> bool:
    """Looks through one folder; whether there are more. What is found goes as all files go, see `history.discards`.

    Two may do this at once: nothing is done twice. Raises OSError while the storage is away.
    """
    now = now or timezone.now()
    progress, _is_new = FileSweep.objects.get_or_create(pk=1)
    if not settings.GRATA_STRAY_HOURS or (progress.done_at and progress.done_at > now - PAUSE):
        return False
    before = now - timedelta(hours=settings.GRATA_STRAY_HOURS)
    folder = next(_folders(after=progress.after, until=f"{before:%Y/%m/%d}"), None)
    if folder is not None:
        _take(folder, before)
    mine = FileSweep.objects.filter(pk=1, after=progress.after, done_at=progress.done_at)
    moved = mine.update(after=folder or "", done_at=None if folder else now)
    return bool(folder and moved)


def file_fields() -> Iterator[FileField]:
    """Every column of ours that names a file."""
    for model in apps.get_models():
        yield from (field for field in model._meta.local_fields if isinstance(field, FileField))


def _folders(*, after: str, until: str) -> Iterator[str]:
    for year in _parts("", r"\d{4}"):
        for month in _parts(year, r"\d{2}") if after[:4] <= year <= until[:4] else ():
            for day in _parts(f"{year}/{month}", r"\d{2}"):
                if after < (folder := f"{year}/{month}/{day}") <= until:
                    yield folder


def _parts(path: str, form: str) -> list[str]:
    try:
        folders, _files = default_storage.listdir(path)
    except FileNotFoundError:  # nothing has been kept yet
        return []
    return sorted(name for name in folders if re.fullmatch(form, name, re.ASCII))


def _take(folder: str, before: datetime) -> None:
    _folders, files = default_storage.listdir(folder)
    names = sorted(f"{folder}/{name}" for name in files if OURS.fullmatch(name))
    strays = [name for first in range(0, len(names), PAGE) for name in _strays(names[first : first + PAGE], before)]
    if len(strays) > max(MANY, len(names) // 2):
        log.error("Most files of %s have no row, and are left alone: is this the storage of another database?", folder)
    elif strays:
        log.warning("%s of %s files in %s have no row: they are deleted", len(strays), len(names), folder)
        Discard.objects.bulk_create([Discard(name=name) for name in strays], ignore_conflicts=True)
        STRAYS.inc(len(strays))


def _strays(names: list[str], before: datetime) -> list[str]:
    """The rows are asked after the storage: of what was listed, a row that has come meanwhile is seen."""
    old = [name for name in sorted(set(names) - _named(names)) if _is_older(name, before)]
    return [name for name in old if not Attachment.objects.filter(source__instead__kept=name).exists()]


def _named(names: list[str]) -> set[str]:
    found = set(Discard.objects.filter(name__in=names).values_list("name", flat=True))
    for field in file_fields():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": names}).exclude(**{field.name: ""})
        found.update(rows.values_list(field.name, flat=True))
    brought = Attachment.objects.filter(Q(source__has_key="kept")).annotate(kept=KeyTextTransform("kept", "source"))
    return found | set(brought.filter(kept__in=names).values_list("kept", flat=True))


def _is_older(name: str, before: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < before
    except OSError:  # it has gone meanwhile; or the next sweep can say
        return False
