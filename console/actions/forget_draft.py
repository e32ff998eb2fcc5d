from functools import partial

from django.db import transaction

from console import live
from console.models import Draft


def forget_draft(draft: Draft, *, said: str) -> None:
    """The agent has said this. A draft that is how it began is done with; one that was begun since is not."""
    if not said.startswith(draft.text.rstrip()):
        return
    if Draft.objects.filter(pk=draft.pk, text=draft.text).update(text=""):
        transaction.on_commit(partial(live.put_draft, draft.pk), robust=True)
