from functools import partial

from django.db import transaction

from console import live
from console.models import Agent, Draft
from history.models import Conversation


def forget_draft(conversation: Conversation, *, agent: Agent, said: str) -> None:
    """The agent has said this. A draft that is how it began is done with; one that was begun since is not."""
    draft = Draft.objects.select_for_update().filter(agent=agent, conversation=conversation).exclude(text="").first()
    if draft is not None and said.startswith(draft.text.rstrip()):
        Draft.objects.filter(pk=draft.pk).update(text="")
        transaction.on_commit(partial(live.put_draft, draft.pk), robust=True)
