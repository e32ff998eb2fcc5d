"""A history that is longer than the screen: it opens at its end, and older pages come in above without moving what one reads."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true, said

OLD = 130
EVERY = timedelta(minutes=35)  # about forty lines a day
ZONE = "Asia/Shanghai"  # the agent's, where another day begins than at the server
STILL = 3.0  # pixels that a line may move while older ones come in above it
OLDER = "**/messages/?before=*"
MAKE = """
from datetime import datetime, timedelta
from history.models import Conversation, Message
chat = Conversation.objects.select_related("customer").get(pk={chat})
first = chat.messages.order_by("position").first()
start = datetime.fromisoformat("{start}")
Message.objects.bulk_create(
    Message(
        conversation=chat, customer=chat.customer, author=("customer", "agent")[n % 2], sender_name="Somebody",
        text=f"Line {{n:03}}" + " and more of it" * (n % 30), state=("received", "sent")[n % 2],
        position=first.position - ({count} - n) * 1_000_000, created_at=start + n * timedelta(seconds={every}),
        state_at=start,
    )
    for n in range({count})
)
"""
# What is in view first, and where: to be asked again after older lines have come.
FIRST_IN_VIEW = """(log) => {
  const top = log.getBoundingClientRect().top;
  window.reading = [...log.querySelectorAll("li")].find((node) =>
    node.getBoundingClientRect().top > top && /Line \\d+/.test(node.textContent));
  return window.reading.getBoundingClientRect().top;
}"""


def test_a_long_history_opens_at_its_end_and_loads_upwards_without_a_jump(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin", timezone_id=ZONE)
    customer = office.chat_with("lin", "This is the newest")
    start = datetime.now(UTC).replace(microsecond=0) - EVERY * (OLD + 5)
    _make_history(office, customer, start)
    lin.open(customer.chat)
    expect(said(lin.log, "This is the newest")).to_be_in_viewport()
    assert "Line 000" not in lin.log.inner_text()
    for _page in range(2):
        _scroll_up_without_a_jump(lin)
    expect(lin.log.get_by_role("button", name="Earlier messages")).to_have_count(0)
    _all_is_there_once(lin.log, start)
    lin.page.mouse.wheel(0, -100_000)
    expect(said(lin.log, "Line 000")).to_be_in_viewport()
    customer.writes("This is newer still")
    expect(said(lin.log, "This is newer still")).to_be_attached()
    expect(said(lin.log, "Line 000")).to_be_in_viewport()
    lin.page.get_by_role("button", name="New messages").click()
    expect(said(lin.log, "This is newer still")).to_be_in_viewport()
    office.colleague("lin").close(customer.chat)


def _make_history(office: Office, customer: Customer, start: datetime) -> None:
    seconds = int(EVERY.total_seconds())
    code = MAKE.format(chat=customer.chat, start=start.isoformat(), count=OLD, every=seconds)
    office.stack.run(code)


def _scroll_up_without_a_jump(lin: Agent) -> None:
    """One older page: it is held until we know what is being read, and where that stands."""
    before = len(_lines(lin.log))
    held: list[Any] = []
    lin.page.route(OLDER, lambda route: held.append(route))
    lin.log.hover()
    with lin.page.expect_request(OLDER):
        lin.page.mouse.wheel(0, -100_000)
    top = _settled_top(lin.log)
    held[0].continue_()
    assert becomes_true(
        lin.page, "(n) => document.querySelectorAll('#log [data-entity=message]').length > n + 20", before
    )
    moved = lin.page.evaluate("window.reading.getBoundingClientRect().top") - top
    assert abs(moved) <= STILL
    lin.page.unroute(OLDER)


def _settled_top(log: Locator) -> float:
    """Where the line that one reads stands once the scrolling has come to its end."""
    assert becomes_true(log.page, "() => document.getElementById('log').scrollTop < 1")
    return float(log.evaluate(FIRST_IN_VIEW))


def _all_is_there_once(log: Locator, start: datetime) -> None:
    numbers = [int(text.removeprefix("Line ")) for text in _lines(log) if text.startswith("Line ")]
    assert numbers == list(range(OLD))
    assert _lines(log)[OLD:] == ["This is the newest"]
    assert _under_days(log) == _expected_days(start)


def _lines(log: Locator) -> list[str]:
    return re.findall(r"^(Line \d+|This is [a-z ]+)", log.inner_text(), re.MULTILINE)


def _under_days(log: Locator) -> dict[str, list[int]]:
    """The numbers of the lines that stand under each day mark, by the mark's words."""
    found: dict[str, list[int]] = {}
    day = ""
    for item in log.get_by_role("listitem").all_inner_texts():
        number = re.search(r"Line (\d+)", item)
        if number:
            found[day].append(int(number[1]))
        elif not re.search("This is|took this chat", item):
            day = item.strip()
            assert day not in found, f"{day} twice"
            found[day] = []
    return {day: numbers for day, numbers in found.items() if numbers}


def _expected_days(start: datetime) -> dict[str, list[int]]:
    zone = ZoneInfo(ZONE)
    today = datetime.now(zone).date()
    days: dict[str, list[int]] = {}
    for number in range(OLD):
        day = (start + number * EVERY).astimezone(zone).date()
        ago = (today - day).days
        words = {0: "Today", 1: "Yesterday"}.get(ago, f"{day:%A}, {day:%B} {day.day}")
        days.setdefault(words, []).append(number)
    return days
