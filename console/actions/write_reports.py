from datetime import date

from django.db import transaction
from django.utils import timezone

from console.models import Letter, ReportSubscription
from console.reports import mails


def write_reports() -> None:
    """Puts the reports of weeks and months that are over among the mails to be sent, each once, whoever else does the same."""
    for period in ReportSubscription.Period.values:
        first, ends = mails.over(period)
        due = ReportSubscription.objects.filter(period=period, reported_until__lt=ends)
        for subscription in due.select_related("agent__user").order_by("pk"):
            with transaction.atomic():
                # Who changes the row first writes the letter. Several weeks of which nobody wrote are not made up for.
                if due.filter(pk=subscription.pk).update(reported_until=ends) and mails.may_have(subscription):
                    _write(subscription, first)


def _write(subscription: ReportSubscription, first: date) -> None:
    user = subscription.agent.user
    Letter.objects.create(
        kind=Letter.Kind.REPORT,
        address=user.email,
        user=user,
        subscription=subscription,
        first_day=first,
        due_at=timezone.now(),
    )
