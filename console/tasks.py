from celery import shared_task

from console import deadlines, presence
from console.actions import send_letters as letters
from console.actions import show_counts as numbers
from console.actions.announce import announce
from console.actions.roll_up import roll_up
from console.actions.write_reports import write_reports as write_due
from history import comments


@shared_task
def announce_presence() -> None:
    """Tells the screens of agents whose heartbeats have stopped."""
    for agent in presence.lapsed()[:500]:
        announce(agent)


@shared_task
def keep_deadlines() -> None:
    """Does what is due at the desk."""
    deadlines.keep()


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
