"""Reading the record."""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from history.models import Comment, Conversation, Customer, Message, Tag
from history.tags import key_of

PAGE = 50
COMMENTS_PAGE = 20
SUGGESTIONS_MOST = 10


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


def tags_of(customer: Customer) -> list[Tag]:
    """The customer's tags, in the order in which they were given."""
    return list(Tag.objects.filter(taggings__customer=customer).order_by("taggings__pk"))


def suggested_tags(typed: str, *, without: Customer) -> list[Tag]:
    """Tags whose name begins with what was typed, then those that contain it, but none that the customer has."""
    key = key_of(typed)
    rank = Case(When(key__startswith=key, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Tag.objects.filter(key__contains=key).exclude(taggings__customer=without)
    return list(found.order_by(rank, "key")[:SUGGESTIONS_MOST])


def comments_page(customer: Customer, *, before: int | None = None) -> tuple[list[Comment], bool]:
    """The newest comments on the customer (before that key), newest first, and whether there are more."""
    comments = Comment.objects.filter(customer=customer, removed_at__isnull=True)
    if before is not None:
        comments = comments.filter(pk__lt=before)
    found = list(comments.order_by("-pk")[: COMMENTS_PAGE + 1])
    return found[:COMMENTS_PAGE], len(found) > COMMENTS_PAGE
