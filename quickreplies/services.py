"""What is done with quick replies."""

from django.db.models import F, QuerySet
from django.utils import timezone

from quickreplies.models import QuickReply


def count_use(pk: int) -> None:
    """Notes that an agent put the reply with that key into a box. It counts when it is put there, not when it is sent:
    what becomes of the words afterwards, nobody can tell. Two at once are two."""
    QuickReply.objects.filter(pk=pk).update(uses=F("uses") + 1)


def archive(replies: QuerySet[QuickReply]) -> int:
    """Takes the replies off what agents are offered. How many were on it."""
    return replies.filter(archived_at__isnull=True).update(archived_at=timezone.now())


def restore(replies: QuerySet[QuickReply]) -> int:
    """Offers the replies to agents again. How many were archived."""
    return replies.filter(archived_at__isnull=False).update(archived_at=None)
