from django.db import transaction

from console.actions.add_tag import fit_name
from console.actions.show_customers import show_customers
from history import tags
from history.models import Tag


def rename_tag(tag: Tag, *, name: str) -> None:
    """Gives a tag another name, for everybody who has it. Raises Unfit, and NameTaken if another tag has the name."""
    name = fit_name(name)
    with transaction.atomic():
        show_customers(tags.rename(tag, name))
