import logging
import time
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from console import transcripts
from console.alone import LETTERS, alone
from console.models import Letter
from console.people import letters
from console.reports import mails

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
TURN_MOST = 60.0  # seconds in which mails are begun: a task that takes too long is killed
PAUSE = timedelta(minutes=1)  # before the second try; then 2, 4, 8 …
STALE = {
    Letter.Kind.INVITATION: timedelta(hours=48),
    Letter.Kind.RESET: timedelta(hours=1),
    Letter.Kind.TRANSCRIPT: timedelta(hours=24),
    Letter.Kind.REPORT: timedelta(days=7),
}
FORGOTTEN = (Letter.Kind.RESET, Letter.Kind.TRANSCRIPT)
KEPT = timedelta(days=1)


def are_due() -> bool:
    """Whether there is a mail to be sent, or one to be forgotten."""
    return Letter.objects.filter(_is_stale() | Q(due_at__lte=timezone.now())).exists()


def send_letters() -> None:
    """Sends what is due, one after the other, until there is trouble.

    One of these at a time: a mail server that hangs must not hold up all the workers, who have customers to answer.
    """
    Letter.objects.filter(_is_stale()).delete()
    if not letters.can_leave():
        return
    with alone(LETTERS) as is_alone:
        ends = time.monotonic() + TURN_MOST
        while is_alone and time.monotonic() < ends and (letter := _take()):
            is_alone = _send(letter)


def _is_stale() -> Q:
    return Q(kind__in=FORGOTTEN, created_at__lt=timezone.now() - KEPT)


def _take() -> Letter | None:
    """The mail that has waited longest, out of others' reach for a while. If this process dies it goes again: a second
    mail does no harm."""
    with transaction.atomic():
        due = Letter.objects.select_for_update(skip_locked=True).filter(due_at__lte=timezone.now())
        letter = due.order_by("due_at").first()
        if letter is not None:
            Letter.objects.filter(pk=letter.pk).update(due_at=timezone.now() + LEASE, attempts=F("attempts") + 1)
            letter.attempts += 1
    return letter


def _send(letter: Letter) -> bool:
    """Whether the next one may be tried at once."""
    mail = _mail(letter)
    if mail is None:
        _settle(letter, due_at=None)
        return True
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        _put_off(letter, error)
        return isinstance(error, SMTPRecipientsRefused)
    _settle(letter, due_at=None, sent_at=timezone.now(), user=letter.user, error="")
    return True


def _mail(letter: Letter) -> EmailMessage | None:
    """What it says; None if nobody may have it any more."""
    kind = Letter.Kind(letter.kind)
    if letter.created_at < timezone.now() - STALE[kind]:
        return None
    if kind == Letter.Kind.TRANSCRIPT:
        return transcripts.compose(letter)
    if kind == Letter.Kind.REPORT:
        return mails.compose(letter)
    letter.user = _addressee(letter)
    return letters.compose(letter.user, kind) if letter.user else None


def _addressee(letter: Letter) -> User | None:
    """Who may still have it: an invitation is for those who have no password yet, a new password for those who have one."""
    found = User.objects.select_related("agent").filter(email__iexact=letter.address, is_active=True).first()
    is_invitation = letter.kind == Letter.Kind.INVITATION
    return found if found is not None and found.has_usable_password() != is_invitation else None


def _put_off(letter: Letter, error: Exception) -> None:
    log.warning("Mail %s did not leave: %s", letter.pk, type(error).__name__)
    if isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _text in error.recipients.values()):
        return _settle(letter, due_at=None, error=_("The mail server refuses this address."))
    wrong = isinstance(error, SMTPAuthenticationError)
    said = _("The mail server refuses our user or password.") if wrong else _("The mail server can't be reached.")
    _settle(letter, due_at=timezone.now() + PAUSE * 2 ** min(letter.attempts - 1, 6), error=said)


def _settle(letter: Letter, **outcome: object) -> None:
    """Unless it was called off meanwhile."""
    Letter.objects.filter(pk=letter.pk, due_at__isnull=False).update(**outcome)
