"""What an erasure would take, before it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from history.models import Attachment, Comment, Conversation, Customer, Message

COUNT_SECONDS = 10
KEPT_ONLY = Q(shown="") & Q(original="") & ~Q(source__has_key="kept")


@dataclass(frozen=True)
class Preview:
    """`size` in bytes; `oldest` and `newest` are the times of messages. `is_open`: a chat of the customer is not closed."""

    customers: int = 0
    conversations: int = 0
    messages: int = 0
    comments: int = 0
    files: int = 0
    size: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    is_open: bool = False

    def __bool__(self) -> bool:
        return bool(self.customers or self.conversations or self.files)


def of_customer(customer: Customer) -> Preview:
    """All that is known of one customer."""
    messages = Message.objects.filter(customer=customer)
    return Preview(
        customers=1,
        conversations=customer.conversations.count(),
        comments=Comment.objects.filter(customer=customer).count(),
        is_open=customer.conversations.exclude(state="closed").exists(),
        **_of_messages(messages),
        **_of_files(Attachment.objects.filter(message__customer=customer)),
    )


def of_old(*, chats: datetime | None, files: datetime | None) -> Preview | None:
    """What is older than is kept. None if it is too much to be counted while somebody waits."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [f"{COUNT_SECONDS}s"])
            return _of_old(chats, files)
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise
        return None


def has_old(*, chats: datetime | None, files: datetime | None) -> bool:
    """Whether anything is older than is kept."""
    return old_chats(chats).exists() or old_files(files).exists() or old_strangers(chats).exists()


def old_chats(before: datetime | None) -> QuerySet[Conversation]:
    """Chats that were closed before that, and whose replies are all at their end; none if all are kept."""
    if before is None:
        return Conversation.objects.none()
    under_way = Message.objects.filter(conversation=OuterRef("pk"), state__in=("pending", "sending"))
    return Conversation.objects.filter(~Exists(under_way), state="closed", closed_at__lt=before)


def old_files(before: datetime | None) -> QuerySet[Attachment]:
    """Files of chats that were closed before that, as far as they are here; none if all are kept."""
    if before is None:
        return Attachment.objects.none()
    there = Attachment.objects.exclude(KEPT_ONLY)
    return there.filter(message__conversation__state="closed", message__conversation__closed_at__lt=before)


def old_strangers(before: datetime | None) -> QuerySet[Customer]:
    """Customers who were first heard of before that, and of whom no chat is left."""
    if before is None:
        return Customer.objects.none()
    return Customer.objects.filter(~Exists(Conversation.objects.filter(customer=OuterRef("pk"))), created_at__lt=before)


def _of_old(chats: datetime | None, files: datetime | None) -> Preview:
    old = old_chats(chats)
    messages = Message.objects.filter(conversation__in=old)
    attachments = old_files(max(filter(None, (chats, files)), default=None))
    return Preview(
        customers=_customers(old, chats), conversations=old.count(), **_of_messages(messages), **_of_files(attachments)
    )


def _customers(old: QuerySet[Conversation], before: datetime | None) -> int:
    """Those of whom nothing is left."""
    theirs = Conversation.objects.filter(customer=OuterRef("pk"))
    lasting = theirs.exclude(pk__in=old.values("pk"))
    return Customer.objects.filter(~Exists(lasting), created_at__lt=before).count() if before else 0


def _of_messages(messages: QuerySet[Message]) -> dict[str, Any]:
    said = messages.aggregate(messages=Count("pk"), oldest=Min("created_at"), newest=Max("created_at"))
    return dict(said)


def _of_files(attachments: QuerySet[Attachment]) -> dict[str, Any]:
    kept = attachments.exclude(KEPT_ONLY).aggregate(files=Count("pk"), size=Sum("size"))
    return {"files": kept["files"], "size": kept["size"] or 0}
