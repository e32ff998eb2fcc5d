from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from console import live
from console.actions.forget_draft import forget_draft
from console.models import Agent
from console.refusals import NoRoom, NotYours, Unfit
from console.replying import found
from history import services, windows
from history.models import Channel, Conversation, Message
from history.services import Said
from history.signals import reply_recorded


def reply(conversation: Conversation, *, agent: Agent, text: str, client_id: UUID) -> Message:
    """Records an agent's text, to be delivered. The same client_id again gives the message that is already there.

    Raises NotYours for whoever is not in the conversation, Unfit for an empty or too long text, NoRoom when the
    platform's reply window is closed or used up.
    """
    return record(conversation, Said(text=text), agent=agent, client_id=client_id)


def record(conversation: Conversation, said: Said, *, agent: Agent, client_id: UUID) -> Message:
    """The same for a reply of any kind that the channel carries."""
    try:
        with transaction.atomic():
            return _record(conversation, said, agent, client_id)
    except IntegrityError as error:  # the same client_id at the same moment in another chat
        raise NotYours from error


def known_reply(conversation: Conversation, *, agent: Agent, client_id: UUID) -> Message | None:
    """The reply of that client_id, if it is here already. Raises NotYours if it is another agent's or another chat's."""
    known = Message.objects.filter(client_id=client_id).first()
    if known is not None and (known.conversation_id != conversation.pk or known.sender_id != agent.pk):
        raise NotYours
    return known


def _record(conversation: Conversation, said: Said, agent: Agent, client_id: UUID) -> Message:
    customer = services.lock_customer_of(conversation.pk)
    finds = found(conversation.pk, agent=agent, client_id=client_id)  # after the lock: nobody changes it any more
    if finds.is_known and (known := known_reply(conversation, agent=agent, client_id=client_id)):
        return known
    if not finds.may_reply:
        raise NotYours
    _check(said, customer.channel)
    cost = windows.price(customer)
    if cost is None:
        raise NoRoom(windows.room(customer))
    conversation.customer = customer
    message = services.record_reply(
        conversation, said, sender=agent.user, sender_name=agent.name, client_id=client_id, cost=cost
    )
    if said.kind == Message.Kind.TEXT and finds.draft is not None:
        forget_draft(finds.draft, said=said.text)
    _show(message)
    return message


def _check(said: Said, channel: Channel) -> None:
    if said.kind == Message.Kind.TEXT:
        _check_text(said.text, channel.text_bytes_most)
    elif said.kind not in channel.carries:
        raise Unfit(_("This channel does not carry messages of this kind."))


def _check_text(text: str, most: int) -> None:
    if not text.strip():
        raise Unfit(_("Write something first."))
    if len(text.encode()) > most:
        raise Unfit(_("This text is too long: %(most)d bytes at most. Split it in two.") % {"most": most})


def _show(message: Message) -> None:
    ids = {"conversation_id": message.conversation_id, "message_id": message.pk}
    deliver = partial(reply_recorded.send, sender=Message, **ids)
    transaction.on_commit(deliver, robust=True)
    transaction.on_commit(partial(live.put_replied, message), robust=True)
