import logging
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task

from console import offers, presence
from console.actions import send_letters as letters
from console.actions import show_counts as numbers
from console.actions.announce import announce
from console.actions.auto_open import auto_open
from console.actions.cancel_transfer import lapse_transfer
from console.actions.expire import expire, expired
from console.actions.pass_offer import lapse_offer
from console.actions.release_absent import abandoned, release_absent
from console.actions.roll_up import roll_up
from console.actions.warn_ending import ending, warn_ending
from console.actions.write_reports import write_reports as write_due
from console.models import Agent, Transfer
from history import comments

log = logging.getLogger(__name__)
MOST = 200  # of a kind in one sweep; the next one is a second away


@shared_task
def announce_presence() -> None:
    """Tells the screens of agents whose heartbeats have stopped."""
    lapsed = Agent.objects.filter(seen_at__lt=presence.lapsed_before()).exclude(announced=Agent.Presence.OFFLINE)
    for agent in lapsed[:500]:
        announce(agent)


@shared_task
def keep_deadlines() -> None:
    """Does what is due at the desk. Each deed looks again under its lock: two sweeps at once do it once."""
    _each(Transfer.due(), lapse_transfer)
    _each(offers.due().select_related("conversation"), lapse_offer)
    _each(abandoned(), release_absent)
    _each(expired(), expire)
    _each(ending(), warn_ending)
    for _chat in range(MOST):
        if not auto_open():
            break
    numbers.show_counts()


def _each(rows: Any, do: Callable[[Any], None]) -> None:
    found: Iterable[Any] = rows.order_by("pk")[:MOST]
    for row in list(found):
        try:
            do(row)
        except Exception:
            log.exception("%s of %s failed; the next sweep tries it again", do.__name__, row)


@shared_task
def show_counts() -> None:
    """A burst of changes is over. Should this be lost, the next sweep of the deadlines does it."""
    numbers.show_counts()


@shared_task
def send_letters() -> None:
    """Sends the mails that are due."""
    letters.send_letters()


@shared_task
def forget_comments() -> None:
    """Deletes comments that were removed and can't be brought back any more."""
    comments.forget_removed()


@shared_task
def roll_up_reports() -> None:
    """Makes the roll-ups of past days that are missing or not true any more."""
    roll_up()


@shared_task
def write_reports() -> None:
    """Puts reports that somebody gets by e-mail among the mails to be sent."""
    write_due()
