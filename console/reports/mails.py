"""Reports by e-mail: which days they are of, and what they say."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console import access, hours
from console.models import Letter, ReportSubscription
from console.reports import tables
from console.reports.computing import Asked, compute
from console.reports.days import DAY
from console.reports.notes import notes
from console.spreadsheets import to_csv

Period = ReportSubscription.Period
LEAVES_AT = timedelta(hours=6)  # local: it is read in the morning


class SubscriptionForm(forms.Form):
    """Which reports somebody wants, and in which language."""

    periods = forms.MultipleChoiceField(
        label=gettext_lazy("How often"),
        choices=Period.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


def over(period: str) -> tuple[date, date]:
    """The first day of the last week or month that is over and due, and the first day after it, in the desk's time zone."""
    today = (timezone.now().astimezone(hours.zone()) - LEAVES_AT).date()
    if period == Period.WEEKLY:
        ends = today - today.weekday() * DAY
        return ends - 7 * DAY, ends
    ends = today.replace(day=1)
    return (ends - DAY).replace(day=1), ends


def compose(letter: Letter) -> EmailMultiAlternatives | None:
    """The mail; None for who does not want it any more, or may not have it."""
    subscription = letter.subscription
    if subscription is None or letter.first_day is None or not may_have(subscription):
        return None
    asked = Asked(first=letter.first_day, last=_last(subscription.period, letter.first_day))
    with translation.override(subscription.language):
        return _mail(asked, letter.address)


def may_have(subscription: ReportSubscription) -> bool:
    """Whether who asked for it is still a supervisor here."""
    agent = subscription.agent
    return agent.user.is_active and access.supervises(agent)


def _last(period: str, first: date) -> date:
    if period == Period.WEEKLY:
        return first + 6 * DAY
    return (first + 31 * DAY).replace(day=1) - DAY


def _mail(asked: Asked, address: str) -> EmailMultiAlternatives:
    report = compute(asked)
    made = tables.tables(report)
    ((_label, figures),) = made[0].shown()
    days = {"first": tables.day_name(asked.first), "last": tables.day_name(asked.last)}
    subject = _("Your report, %(first)s – %(last)s") % days
    values = {"subject": subject, "figures": figures, "tables": made[1:3], "link": _link(asked), "report": report}
    values["notes"] = notes(report)
    mail = EmailMultiAlternatives(subject, render_to_string("console/letters/report.txt", values), to=[address])
    mail.attach_alternative(render_to_string("console/letters/report.html", values), "text/html")
    for table in made:
        mail.attach(f"{table.name}-{asked.first}-{asked.last}.csv", to_csv(table.exact()), "text/csv")
    return mail


def _link(asked: Asked) -> str:
    return f"{settings.GRATA_PUBLIC_URL}/admin/reports/?range=custom&first={asked.first}&last={asked.last}"
