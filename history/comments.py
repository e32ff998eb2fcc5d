"""The writers of comments. The customer must be locked."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.utils import timezone

from history import profiles
from history.models import Comment, Customer

TEXT_MOST = 2000
PUT_BACK_FOR = timedelta(minutes=10)


def add(customer: Customer, *, text: str, author: User, author_name: str, client_id: UUID) -> Comment:
    """Stores a comment that is not here yet."""
    fields = {"text": text, "author": author, "author_name": author_name, "client_id": client_id}
    profiles.touch(customer.pk)
    return Comment.objects.create(customer=customer, created_at=timezone.now(), **fields)


def remove(comment: Comment) -> bool:
    """Nobody sees the comment any more. False if it was removed already."""
    return _mark(comment, was_removed=False)


def put_back(comment: Comment) -> bool:
    """It is seen again. False if it was not removed, or too long ago."""
    return _mark(comment, was_removed=True)


def forget_removed() -> int:
    """Deletes what can't be put back any more; how many."""
    deleted, _models = Comment.objects.filter(removed_at__lt=timezone.now() - PUT_BACK_FOR).delete()
    return deleted


def _mark(comment: Comment, *, was_removed: bool) -> bool:
    found = Comment.objects.filter(pk=comment.pk, removed_at__isnull=not was_removed)
    changed = found.update(removed_at=None if was_removed else timezone.now())
    if changed:
        profiles.touch(comment.customer_id)
    return bool(changed)
