from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from console import access, live, presence
from console.models import Agent, DeskSettings, Transfer
from console.refusals import NotYours, Unfit
from history import services
from history.models import Conversation


def ask_in(conversation: Conversation, *, asker: Agent, asked: Agent) -> Transfer:
    """Asks a colleague into a chat. Whoever has been asked already is not asked twice.

    Raises NotYours for whoever is not in the chat, Unfit if the colleague is in it or not there.
    """
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        if not access.takes_part(asker, conversation):
            raise NotYours
        _check(conversation, asked)
        due_at = timezone.now() + timedelta(seconds=DeskSettings.load().transfer_seconds)
        transfer, _is_new = Transfer.objects.get_or_create(
            conversation=conversation,
            asked=asked,
            state=Transfer.State.PENDING,
            defaults={"asker": asker, "due_at": due_at},
        )
        transaction.on_commit(partial(live.put_transfer, transfer.pk), robust=True)
        return transfer


def _check(conversation: Conversation, asked: Agent) -> None:
    if access.takes_part(asked, conversation):
        raise Unfit(_("%(name)s is in this chat already.") % {"name": asked.name})
    if not asked.user.is_active or presence.of(asked) == Agent.Presence.OFFLINE:
        raise Unfit(_("%(name)s is offline and can't be asked.") % {"name": asked.name})
