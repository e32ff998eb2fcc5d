"""Sessions in Django's own table. Every request and every socket reads one: see `history.prepared`."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as TableStore
from django.utils import timezone

from history.prepared import ask

FOUND = """
SELECT session_data FROM django_session WHERE session_key = %(key)s::text AND expire_date > %(now)s::timestamptz
"""


class SessionStore(TableStore):
    """Django's own, which would take longer to put its question into words than the database to answer it."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a new key when it is saved, if there is none or it has ended."""
        for (data,) in ask(FOUND, {"key": self.session_key, "now": timezone.now()}):
            return self.decode(data)
        self._session_key = None
        return {}
