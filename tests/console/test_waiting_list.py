"""The waiting list: its pages in either order, the search, and what agents learn while it is hidden."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite
from console import access, frames, queries, waiting
from console.actions.choose import choose
from console.actions.claim import claim
from console.actions.claim_next import claim_next
from console.actions.release import release
from console.models import Agent, DeskSettings
from console.refusals import ListHidden, Taken
from history.models import Conversation
from tests.conftest import signed_in, writes

LINE = reverse("console:waiting")


@pytest.fixture
def hidden(db: None) -> DeskSettings:
    """Supervisors have hidden the list."""
    return DeskSettings.objects.create(pk=1, list_hidden=True)


def _names(browser: Client, url: str = LINE, **asked: str) -> tuple[list[str], str]:
    """The names of a page, and the address of the next one."""
    html = browser.get(url, asked).text
    more = re.search(r'data-more="([^"]*)"', html)
    return re.findall(r'class="entry-name"[^>]*>([^<]*)<', html), more[1].replace("&amp;", "&") if more else ""


def _all_names(browser: Client, **asked: str) -> list[str]:
    """Those of all pages."""
    names, more = _names(browser, **asked)
    while more:
        found, more = _names(browser, more)
        names += found
    return names


def _wait(site: WebChatSite, *names: str) -> list[Conversation]:
    return [writes(site, name, "Hello", name=name).conversation for name in names]


def test_pages_follow_one_another_in_either_order(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAGE", 3)
    names = [f"Customer {number}" for number in range(8)]
    _wait(site, *names)
    browser = signed_in(lin)
    assert _names(browser)[0] == names[:3]
    assert _all_names(browser) == _all_names(browser, order="longest") == names
    assert _all_names(browser, order="latest") == names[::-1]


def test_customers_of_business_hours_stay_first_in_either_order(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAGE", 2)
    DeskSettings.objects.create(pk=1, hours_first=True)
    chats = _wait(site, "a", "b", "c", "d", "e")
    Conversation.objects.filter(pk__in=[chats[0].pk, chats[3].pk]).update(in_hours=False)
    browser = signed_in(lin)
    assert _all_names(browser) == ["b", "c", "e", "a", "d"]
    assert _all_names(browser, order="latest") == ["e", "c", "b", "d", "a"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("keller", ["Maria Keller", "Anna KELLER"]),
        ("  Maria ", ["Maria Keller"]),
        ("雨", ["陈晓雨"]),
        ("%", ["100% Joe"]),
        ("_", []),
        ("<b>", []),
        ("nobody", []),
        ("x" * 10_000, []),
        ("\x00", ["Maria Keller", "Anna KELLER", "陈晓雨", "100% Joe"]),
    ],
)
def test_a_search_finds_any_part_of_a_name(site: WebChatSite, lin: Agent, search: str, found: list[str]) -> None:
    _wait(site, "Maria Keller", "Anna KELLER", "陈晓雨", "100% Joe")
    assert _all_names(signed_in(lin), search=search) == found


def test_more_of_a_search_is_more_of_that_search(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAGE", 2)
    _wait(site, "Li & Sons 1", "Wang", "Li & Sons 2", "Li & Sons 3", "Zhao")
    found = _all_names(signed_in(lin), search="li & s", order="latest")
    assert found == ["Li &amp; Sons 3", "Li &amp; Sons 2", "Li &amp; Sons 1"]


@pytest.mark.parametrize("after", ["x", "1_2", "1_nan_3", "1_1e400_3", "_", "1_2_3_4", "1_2_x"])
def test_what_is_no_place_in_the_list_is_refused(lin: Agent, after: str) -> None:
    assert signed_in(lin).get(LINE, {"after": after}).status_code == 422


def test_a_chat_that_came_back_says_whose_it_was(waiting: Conversation, lin: Agent, ana: Agent, marco: Agent) -> None:
    entry = frames.chat(queries.listed().get(pk=waiting.pk), "en")["html"]
    assert "Was with" not in entry
    for agent in (lin, marco):
        claim(waiting, agent=agent)
        release(waiting, by=ana)
        entry = frames.chat(queries.listed().get(pk=waiting.pk), "en")["html"]
        assert f"Was with {agent.name}" in entry
    assert "Lin Wei" not in entry  # only the last one
    claim(waiting, agent=lin)
    assert "Was with" not in frames.chat(queries.listed().get(pk=waiting.pk), "en")["html"]


# ---- while the list is hidden


def test_only_supervisors_see_a_hidden_list(
    hidden: DeskSettings, waiting: Conversation, lin: Agent, ana: Agent
) -> None:
    for browser, names in ((signed_in(lin), []), (signed_in(ana), ["Daniel Ortiz"])):
        assert _all_names(browser) == names
        assert ("Daniel Ortiz" in browser.get(reverse("console:home")).text) is bool(names)


def test_a_catch_up_tells_agents_only_that_somebody_waits(
    hidden: DeskSettings, waiting: Conversation, lin: Agent, ana: Agent
) -> None:
    chat = queries.listed().get(pk=waiting.pk)
    for agent, told in ((lin, False), (ana, True)):
        frame = frames.chat_for(agent, chat, sees_list=access.sees_waiting_list(agent))
        assert ("html" in frame) is told
        assert ("Daniel" in str(frame)) is told


def test_agents_cant_choose_whom_they_do_not_see(
    hidden: DeskSettings, waiting: Conversation, lin: Agent, ana: Agent
) -> None:
    response = signed_in(lin).post(reverse("console:claim", args=[waiting.pk]))
    assert response.status_code == 403
    assert response.json()["error"].startswith("The waiting list is hidden. Press Next customer")
    assert queries.insiders(waiting) == []
    assert "Claim this chat" not in signed_in(lin).get(reverse("console:chat", args=[waiting.pk])).text
    choose(waiting, agent=ana)
    assert queries.insiders(waiting) == [ana]


def test_next_customer_goes_on(hidden: DeskSettings, waiting: Conversation, lin: Agent) -> None:
    assert claim_next(agent=lin) == waiting
    choose(waiting, agent=lin)  # what one has already one may claim again


def test_who_has_a_chat_is_said_also_while_the_list_is_hidden(
    hidden: DeskSettings, mine: Conversation, marco: Agent
) -> None:
    with pytest.raises(Taken, match="Lin Wei"):
        choose(mine, agent=marco)


def test_a_chat_that_came_back_since_it_was_read_may_be_chosen(mine: Conversation, ana: Agent, marco: Agent) -> None:
    as_read = Conversation.objects.get(pk=mine.pk)
    release(mine, by=ana)
    choose(as_read, agent=marco)
    assert queries.insiders(queries.listed().get(pk=mine.pk)) == [marco]


def test_an_offer_may_be_taken_by_whom_it_is_for_and_by_no_other(
    hidden: DeskSettings, offered: Conversation, lin: Agent, marco: Agent
) -> None:
    chat = queries.listed().get(pk=offered.pk)
    assert "html" in frames.chat_for(lin, chat, sees_list=False)
    assert "html" not in frames.chat_for(marco, chat, sees_list=False)
    with pytest.raises(ListHidden):
        choose(offered, agent=marco)
    choose(offered, agent=lin)
    assert queries.insiders(offered) == [lin]


def test_who_was_released_may_not_choose_the_chat_again(
    hidden: DeskSettings, mine: Conversation, lin: Agent, ana: Agent
) -> None:
    release(mine, by=ana)
    assert "html" not in frames.chat_for(lin, queries.listed().get(pk=mine.pk), sees_list=False)
    with pytest.raises(ListHidden):
        choose(mine, agent=lin)
