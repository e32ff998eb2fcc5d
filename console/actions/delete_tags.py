from collections.abc import Sequence

from django.db import transaction

from console.actions.show_customers import show_customers
from history import tags
from history.models import Tag


def delete_tags(deleted: Sequence[Tag]) -> None:
    """The tags are gone, and nobody has them any more."""
    with transaction.atomic():
        show_customers(tags.delete([tag.pk for tag in deleted]))
