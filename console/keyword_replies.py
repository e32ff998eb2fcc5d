"""Which messages are answered by themselves, because all that they say is a keyword."""

from django.db.models import F, Q, QuerySet

from console import greetings
from console.models import KeywordReply
from history.models import Message
from history.prepared import ask
from history.tags import key_of

LOOKED_AT_MOST = 240  # characters: what is longer is no keyword, whatever it is folded to
IS_ONE = "SELECT EXISTS (SELECT FROM console_keyword WHERE folded = %(folded)s::text)"


def choose(message: Message) -> str | None:
    """The reply to a customer's message, in the nearest language; None if it is no keyword, or not now."""
    if message.kind != Message.Kind.TEXT or len(message.text) > LOOKED_AT_MOST:
        return None
    ((is_one,),) = ask(IS_ONE, {"folded": key_of(message.text)})
    if not is_one:
        return None
    own_first = F("channel").asc(nulls_last=True)
    for reply in found(message).order_by(own_first, "pk"):
        if reply.in_hours_too or not greetings.somebody_answers():
            return _text(reply, message)
    return None


def found(message: Message) -> QuerySet[KeywordReply]:
    """The replies that have it as a keyword: at most two, however many there are, the channel's own and everybody's."""
    folded = key_of(message.text)
    channel = Q(keywords__channel=message.customer.channel_id) | Q(keywords__channel=None)
    return KeywordReply.objects.filter(channel, keywords__folded=folded, is_active=True)


def _text(reply: KeywordReply, message: Message) -> str | None:
    words = f"{message.conversation.first_words} {message.text}"  # a keyword alone, such as "WLAN", tells no language
    text = greetings.nearest(reply.texts.all(), greetings.spoken(message.customer, words))
    return text.text if text else None
