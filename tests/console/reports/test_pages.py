"""The page of reports, its tables as CSV, and whom they let in."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from console.models import Agent, DeskSettings
from console.reports.asking import days_of
from console.reports.tables import NAMES
from console.spreadsheets import to_csv
from history.models import Channel
from tests.conftest import signed_in
from tests.console.reports.conftest import Tell

PAGE = "/admin/reports/"
JUNE = {"range": "custom", "first": "2026-06-01", "last": "2026-06-07"}


def rows(browser: Client, name: str, **asked: str) -> list[list[str]]:
    answer = browser.get(f"{PAGE}{name}.csv", {**JUNE, **asked})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-2026-06-01-2026-06-07.csv"'
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))


def test_the_page_says_the_figures_in_words_and_in_pictures(desk: DeskSettings, tell: Tell, ana: Agent) -> None:
    tell("2026-06-02T08:00+00:00", wait=75)
    page = signed_in(ana).get(PAGE, JUNE).text
    for words in ("1 min 15 s", "100%", "Europe/Berlin", "Lin Wei", "Tue 2 Jun 2026: 1", "Highest: 1 (Tue 2 Jun 2026)"):
        assert words in page
    assert page.count("<svg viewBox") == page.count('role="img"') == 5
    assert "style=" not in page.partition('<div class="reports">')[2]


@pytest.mark.parametrize("name", NAMES)
def test_each_table_is_there_as_csv_in_seconds(name: str, desk: DeskSettings, tell: Tell, ana: Agent) -> None:
    tell("2026-06-02T08:00+00:00", wait=75)
    head, *found = rows(signed_in(ana), name)
    with_one = [row for row in found if row[1] == "1"]
    assert len(with_one) == 1
    assert with_one[0][head.index("Wait, mean (seconds)")] == "75.0"
    assert len(found) == {"days": 7, "hours": 24, "weekdays": 7}.get(name, 1)


def test_filters_count_for_pages_and_tables(
    desk: DeskSettings, tell: Tell, lin: Agent, marco: Agent, ana: Agent, wechat: Channel
) -> None:
    tell("2026-06-02T08:00+00:00")
    browser = signed_in(ana)
    assert rows(browser, "summary", agent=str(lin.pk))[1][1] == "1"
    assert rows(browser, "summary", agent=str(marco.pk))[1][1] == "0"
    assert rows(browser, "summary", channel=str(wechat.pk))[1][1] == "0"
    assert len(rows(browser, "agents", agent=str(marco.pk))) == 1


def test_names_do_nothing_in_a_spreadsheet(desk: DeskSettings, tell: Tell, lin: Agent, ana: Agent) -> None:
    tell("2026-06-02T08:00+00:00")
    Agent.objects.filter(pk=lin.pk).update(name='=HYPERLINK("http://x")')
    assert rows(signed_in(ana), "agents")[1][0] == '\'=HYPERLINK("http://x")'
    assert to_csv([["=1", "+1", "-1", "@a", "\ta", "\ra", "a=1", -1]]) == (
        "\ufeff'=1,'+1,'-1,'@a,'\ta,\"'\ra\",a=1,-1\r\n"
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"range": "custom"}, "Say from which day until which."),
        ({"range": "custom", "first": "2026-06-07", "last": "2026-06-01"}, "can&#x27;t be after the last one"),
        ({"range": "custom", "first": "2010-01-01", "last": "2026-06-01"}, "Five years at most."),
        ({"range": "custom", "first": "x", "last": "2026-06-01"}, "Enter a valid date."),
        ({"range": "for-ever"}, "Select a valid choice"),
        ({"agent": "999999999999999999999"}, "Select a valid choice"),
        ({"channel": "x"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_reported_is_said(asked: dict[str, str], said: str, ana: Agent) -> None:
    answer = signed_in(ana).get(PAGE, asked)
    assert answer.status_code == 422
    assert said in answer.text
    assert signed_in(ana).get(f"{PAGE}days.csv", asked).status_code == 422


def test_presets_are_days_of_the_organisation() -> None:
    now = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)  # still February in New York
    for preset, first, last in (
        ("today", "2026-02-28", "2026-02-28"),
        ("yesterday", "2026-02-27", "2026-02-27"),
        ("7", "2026-02-22", "2026-02-28"),
        ("28", "2026-02-01", "2026-02-28"),
        ("month", "2026-02-01", "2026-02-28"),
        ("last-month", "2026-01-01", "2026-01-31"),
    ):
        found = days_of(preset, zone=ZoneInfo("America/New_York"), now=now)
        assert found == (date.fromisoformat(first), date.fromisoformat(last)), preset


def test_they_are_for_supervisors_alone(lin: Agent) -> None:
    for url in (PAGE, *(f"{PAGE}{name}.csv" for name in NAMES)):
        assert signed_in(lin).get(url).status_code == 403
        assert Client().get(url, headers={"accept": "text/html"}).status_code == 302
    assert signed_in(lin).post(f"{PAGE}mails/", {"periods": "weekly", "language": "en"}).status_code == 403


def test_of_an_empty_record_the_page_says_so(ana: Agent) -> None:
    page = signed_in(ana).get(PAGE)
    assert page.status_code == 200
    assert "There is nothing to show." in page.text


def test_the_page_costs_the_same_with_many_chats(
    desk: DeskSettings, tell: Tell, ana: Agent, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        tell(f"2026-06-0{number % 7 + 1}T{number:02}:00+00:00")
    browser = signed_in(ana)
    with django_assert_max_num_queries(25):
        browser.get(PAGE, JUNE)


def test_more_than_can_be_added_up_is_said(ana: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.reports.facts.READ", "SELECT pg_sleep(5)")
    monkeypatch.setattr("console.reports.computing.LONGEST", "0.05")
    answer = signed_in(ana).get(PAGE)
    assert answer.status_code == 503
    assert "Their figures are being prepared" in answer.text
    assert signed_in(ana).get(f"{PAGE}days.csv").status_code == 503
