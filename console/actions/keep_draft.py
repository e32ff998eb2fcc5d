from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import access, live
from console.models import Agent, Draft
from console.models.draft import TEXT_MOST
from console.refusals import NotYours, Unfit
from history.models import Conversation


def keep_draft(conversation: Conversation, *, agent: Agent, text: str, version: int) -> tuple[Draft, bool]:
    """What the agent has begun to write, and whether it is this text that is kept.

    `version` is that of the draft which the page knew, 0 for none: no clock decides. A text that was written without
    knowing the newest draft changes nothing. Raises NotYours for whoever is not in the chat, Unfit for a text that is too
    long.
    """
    if len(text) > TEXT_MOST:
        raise Unfit(_("This draft is too long to be kept."))
    if not access.takes_part(agent, conversation):
        raise NotYours
    with transaction.atomic():
        draft, is_new = Draft.objects.get_or_create(agent=agent, conversation=conversation, defaults={"text": text})
        known = Draft.objects.filter(pk=draft.pk, version=version)
        if is_new or (draft.text != text and known.update(text=text)):
            draft.refresh_from_db()
            transaction.on_commit(partial(live.put_draft, draft.pk), robust=True)
    return draft, draft.text == text
