from django.db import transaction

from console import live
from console.models import DeskSettings


def change_desk(settings: DeskSettings) -> None:
    """Saves how the desk works, as a supervisor has set it. Every console follows at once."""
    with transaction.atomic():
        settings.save()
        transaction.on_commit(live.put_desk, robust=True)
