from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from console.models import Letter

AN_HOUR = timedelta(hours=1)
FOR_ONE_ACCOUNT = 3
FROM_ONE_PLACE = 30  # an office behind one address


def ask_reset(email: str, *, asked_from: str | None) -> None:
    """Somebody forgot the password that goes with an e-mail. The same work and no answer, whether we know it or not.

    More than three an hour for an e-mail, or thirty from one address, are passed over without a word.
    """
    email = email.lower()
    with transaction.atomic():
        with connection.cursor() as cursor:  # one at a time for an e-mail, so that the count is right
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [email])
        if not _is_too_much(email, asked_from):
            Letter.objects.create(kind=Letter.Kind.RESET, address=email, asked_from=asked_from, due_at=timezone.now())


def _is_too_much(email: str, asked_from: str | None) -> bool:
    asked = Letter.objects.filter(kind=Letter.Kind.RESET, created_at__gt=timezone.now() - AN_HOUR)
    from_there = Q(asked_from=asked_from) if asked_from else Q(pk__in=[])
    many = asked.filter(address=email)[:FOR_ONE_ACCOUNT].count()
    return many >= FOR_ONE_ACCOUNT or asked.filter(from_there)[:FROM_ONE_PLACE].count() >= FROM_ONE_PLACE
