from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from console import access, live
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import services
from history.models import Conversation, Message
from history.signals import reply_recorded


def reply(conversation: Conversation, *, agent: Agent, text: str, client_id: UUID) -> Message:
    """Records an agent's reply, to be delivered. The same client_id again gives the message that is already there.

    Raises NotYours for whoever is not in the conversation, Unfit for an empty or too long text.
    """
    try:
        return _reply(conversation, agent, text, client_id)
    except IntegrityError as error:  # the same client_id at the same moment in another chat
        raise NotYours from error


def _reply(conversation: Conversation, agent: Agent, text: str, client_id: UUID) -> Message:
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        known = Message.objects.filter(client_id=client_id).first()
        if known is not None:
            return _same(known, conversation, agent)
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        conversation.customer = customer
        _check(conversation, agent, text)
        message = services.record_reply(
            conversation, sender=agent.user, sender_name=agent.name, text=text, client_id=client_id
        )
        _show(message)
    return message


def _same(known: Message, conversation: Conversation, agent: Agent) -> Message:
    if known.conversation_id != conversation.pk or known.sender_id != agent.pk:
        raise NotYours
    return known


def _check(conversation: Conversation, agent: Agent, text: str) -> None:
    if conversation.state != Conversation.State.ACTIVE or not access.takes_part(agent, conversation):
        raise NotYours
    most = conversation.customer.channel.text_bytes_most
    if not text.strip():
        raise Unfit(_("Write something first."))
    if len(text.encode()) > most:
        raise Unfit(_("This text is too long: %(most)d bytes at most. Split it in two.") % {"most": most})


def _show(message: Message) -> None:
    deliver = partial(reply_recorded.send, sender=Message, conversation_id=message.conversation_id)
    transaction.on_commit(deliver, robust=True)
    transaction.on_commit(partial(live.put_words, message.pk), robust=True)
