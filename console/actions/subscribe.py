from django.db import transaction

from console.models import Agent, ReportSubscription
from console.reports.mails import over


def subscribe(*, agent: Agent, periods: set[str], language: str) -> None:
    """From now on the agent gets the reports of these periods, and no others. What is over already is not sent."""
    with transaction.atomic():
        ReportSubscription.objects.filter(agent=agent).exclude(period__in=periods).delete()
        for period in sorted(periods):
            _first, ends = over(period)
            ReportSubscription.objects.update_or_create(
                agent=agent,
                period=period,
                defaults={"language": language},
                create_defaults={"language": language, "reported_until": ends},
            )
