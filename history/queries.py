"""Reading the record."""

from django.db.models import QuerySet

from history.models import Conversation, Customer, Message

PAGE = 50


def newest_page(
    conversation: Conversation, *, before: int | None = None, size: int = PAGE
) -> tuple[list[Message], bool]:
    """The newest `size` messages of the customer's history up to that conversation (before that position), oldest first,
    and whether there are more."""
    messages = thread(conversation)
    if before is not None:
        messages = messages.filter(position__lt=before)
    found = list(messages.order_by("-position")[: size + 1])
    return found[:size][::-1], len(found) > size


def earlier_conversations(conversation: Conversation) -> int:
    """How many conversations the customer had before this one."""
    return Conversation.objects.filter(customer_id=conversation.customer_id, pk__lt=conversation.pk).count()


def thread(conversation: Conversation) -> QuerySet[Message]:
    """The customer's whole history up to and with that conversation: a later one may be somebody else's."""
    messages = Message.objects.filter(customer_id=conversation.customer_id, conversation_id__lte=conversation.pk)
    return messages.select_related("conversation", "attachment", "customer__channel")


def said_to(customer: Customer) -> QuerySet[Message]:
    """What the customer and we said to each other, without the record's own lines: those no customer ever sees."""
    return Message.objects.filter(customer=customer).exclude(author=Message.Author.SYSTEM).select_related("attachment")
