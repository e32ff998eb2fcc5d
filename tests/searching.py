"""The passages brought up to date, whatever wrote what they are made from."""

from history.models import SearchProgress
from history.search.following import follow


def index() -> None:
    """As the worker does while it runs."""
    while follow():
        pass


def index_all() -> None:
    """For tests in a transaction of their own, of which no cursor tells: everything is looked at anew."""
    SearchProgress.objects.all().delete()
    index()
