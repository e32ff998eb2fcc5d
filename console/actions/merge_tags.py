from collections.abc import Sequence

from django.db import transaction

from console.actions.show_customers import show_customers
from history import tags
from history.models import Tag


def merge_tags(merged: Sequence[Tag], *, into: Tag) -> None:
    """Makes one tag of several: whoever had one of them has `into`."""
    with transaction.atomic():
        show_customers(tags.merge([tag.pk for tag in merged], into=into))
