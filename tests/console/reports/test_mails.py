"""Reports by e-mail: once after each week or month, in the organisation's time zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from console import tasks
from console.actions.subscribe import subscribe
from console.actions.write_reports import write_reports
from console.models import Agent, DeskSettings, Letter, ReportSubscription
from console.people import roles
from console.people.roles import Role
from tests.conftest import signed_in
from tests.console.reports.conftest import Tell
from tests.together import at_once

# A week is over in Berlin from Monday on; its report leaves at six.
SUNDAY, EARLY, MONDAY = (datetime(2026, 6, day, hour, tzinfo=UTC) for day, hour in ((7, 12), (8, 3), (8, 5)))


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: Any) -> None:
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what time it is."""

    def now(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return now


def sent() -> list[EmailMultiAlternatives]:
    tasks.write_reports()
    tasks.send_letters()
    return [one for one in mail.outbox if isinstance(one, EmailMultiAlternatives)]


def test_a_week_is_reported_once_when_it_is_over(desk: DeskSettings, tell: Tell, ana: Agent, clock: Any) -> None:
    tell("2026-06-01T00:30+02:00", wait=75)
    tell("2026-06-07T23:30+02:00", wait=75)
    tell("2026-06-08T00:30+02:00")
    clock(SUNDAY)
    subscribe(agent=ana, periods={"weekly"}, language="en")
    assert sent() == []
    clock(EARLY)
    assert sent() == []
    clock(MONDAY)
    for _time in range(2):
        (letter,) = sent()
    assert letter.to == ["ana@demo.test"]
    assert letter.subject == "Your report, 1 Jun 2026 – 7 Jun 2026"
    assert "Chats: 2" in str(letter.body)
    assert "Wait, mean: 1 min 15 s" in str(letter.body)
    assert "https://chat.example.com/admin/reports/?range=custom&first=2026-06-01&last=2026-06-07" in str(letter.body)
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "Lin Wei" in str(html)
    files = {name: str(content) for name, content, _kind in letter.attachments}
    assert set(files) == {
        f"{name}-2026-06-01-2026-06-07.csv" for name in ("summary", "agents", "channels", "days", "hours", "weekdays")
    }
    assert "Lin Wei,2," in files["agents-2026-06-01-2026-06-07.csv"]


def test_a_month_is_as_long_as_it_is_and_the_language_is_the_readers(
    desk: DeskSettings, tell: Tell, ana: Agent, clock: Any
) -> None:
    tell("2026-02-28T23:30+01:00")
    clock(datetime(2026, 2, 10, tzinfo=UTC))
    subscribe(agent=ana, periods={"monthly"}, language="zh-hans")
    clock(datetime(2026, 3, 1, 6, tzinfo=UTC))
    (letter,) = sent()
    assert 'lang="zh-hans"' in str(letter.alternatives[0][0])
    assert "first=2026-02-01&last=2026-02-28" in str(letter.body)


def test_what_was_over_when_one_subscribed_is_not_sent_nor_what_nobody_could_send_for_weeks(
    desk: DeskSettings, ana: Agent, clock: Any
) -> None:
    clock(MONDAY)
    subscribe(agent=ana, periods={"weekly", "monthly"}, language="en")
    assert sent() == []
    clock(MONDAY + timedelta(days=21))
    assert len(sent()) == 1


def test_who_is_no_supervisor_any_more_gets_nothing(desk: DeskSettings, ana: Agent, clock: Any) -> None:
    clock(SUNDAY)
    subscribe(agent=ana, periods={"weekly"}, language="en")
    clock(MONDAY)
    write_reports()
    roles.give(ana.user, Role.AGENT)
    assert sent() == []
    clock(MONDAY + timedelta(days=7))
    assert sent() == []


def test_a_supervisor_chooses_on_the_page(desk: DeskSettings, ana: Agent) -> None:
    browser = signed_in(ana)
    page = browser.post("/admin/reports/mails/", {"periods": ["weekly", "monthly"], "language": "zh-hant"}, follow=True)
    assert "Saved." in page.text
    assert set(ReportSubscription.objects.values_list("period", "language")) == {
        ("weekly", "zh-hant"),
        ("monthly", "zh-hant"),
    }
    browser.post("/admin/reports/mails/", {"periods": "monthly", "language": "en"})
    assert ReportSubscription.objects.get().period == "monthly"
    browser.post("/admin/reports/mails/", {"periods": "hourly", "language": "xx"})
    assert ReportSubscription.objects.get().language == "en"
    browser.post("/admin/reports/mails/", {"language": "en"})
    assert not ReportSubscription.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_write_one_letter(desk: DeskSettings, ana: Agent) -> None:
    ReportSubscription.objects.create(agent=ana, period="weekly", reported_until=date(2026, 1, 5))
    at_once([write_reports] * 4)
    assert Letter.objects.filter(kind="report").count() == 1
