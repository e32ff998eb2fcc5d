"""The live board: what it says, what a supervisor can do from it, and whom it lets in."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite
from console.actions.claim import claim
from console.actions.heartbeat import heartbeat
from console.actions.set_presence import set_presence
from console.models import Agent
from history.models import Channel, Conversation, Message
from tests.conftest import person, signed_in, writes

NOW = "/admin/board/now/"
PAGES = ("/admin/board/", NOW)


def shown(browser: Client, seen: str = "") -> dict[str, str]:
    answer: dict[str, str] = browser.get(NOW, {"seen": seen}).json()
    return answer


def test_it_says_who_waits_who_is_there_and_with_how_many_chats(
    mine: Conversation, site: WebChatSite, lin: Agent, marco: Agent, ana: Agent
) -> None:
    writes(site, "hannah", "Is breakfast included?", name="Hannah Fischer")
    heartbeat(lin)
    heartbeat(marco)
    set_presence(marco, state="away")
    page = " ".join(signed_in(ana).get("/admin/board/").text.split())
    for words in ("Hannah Fischer", "Is breakfast included?", "Daniel Ortiz", "1 of 4", "0 of 4", "Offline: 1"):
        assert words in page
    assert page.count('data-presence="available"') == page.count('data-presence="away"') == 1


def test_what_is_still_as_the_page_has_it_is_not_sent_again(
    waiting: Conversation, site: WebChatSite, ana: Agent
) -> None:
    browser = signed_in(ana)
    first = shown(browser)
    assert browser.get(NOW, {"seen": first["seen"]}).status_code == 204
    writes(site, "hannah", "And is breakfast included?", name="Hannah Fischer")
    later = shown(browser, first["seen"])
    assert later["seen"] != first["seen"]
    assert "Hannah Fischer" in later["html"]


def test_a_channel_that_is_paused_is_named_with_its_reason(site: WebChatSite, ana: Agent) -> None:
    Channel.objects.filter(pk=site.pk).update(paused_at="2026-11-01T10:00Z", paused_reason="The AppSecret is wrong.")
    assert "Harbour Hotel is paused." in shown(signed_in(ana))["html"]
    assert "The AppSecret is wrong." in shown(signed_in(ana))["html"]


def test_a_chat_that_is_offered_says_to_whom(offered: Conversation, ana: Agent) -> None:
    assert "Lin Wei is asked." in shown(signed_in(ana))["html"]


def test_a_supervisor_who_is_not_in_a_chat_closes_it_and_the_record_has_her_name(
    mine: Conversation, ana: Agent
) -> None:
    answer = signed_in(ana).post(f"/admin/board/chats/{mine.pk}/closure/")
    assert answer.json() == {"said": "The chat is closed."}
    mine.refresh_from_db()
    assert (mine.state, mine.closed_by, mine.closed_how) == ("closed", ana.user, "agent")
    assert Message.objects.get(conversation=mine, kind="closed").sender_name == "Ana Lima"


def test_chats_are_moved_and_put_back_from_it(mine: Conversation, marco: Agent, ana: Agent) -> None:
    heartbeat(marco)
    browser, chat = signed_in(ana), f"/admin/board/chats/{mine.pk}/"
    assert "Marco Bianchi" in browser.get(chat).text
    browser.post(f"{chat}move/", {"agent": marco.pk})
    assert mine.participations.get(left_at=None).agent == marco
    browser.post(f"{chat}release/")
    mine.refresh_from_db()
    assert mine.state == "waiting"


@pytest.mark.parametrize("wrong", ["", "-1", "x", "99999999999999999999"])
def test_whom_nobody_knows_nothing_is_moved_to(mine: Conversation, ana: Agent, wrong: str) -> None:
    assert signed_in(ana).post(f"/admin/board/chats/{mine.pk}/move/", {"agent": wrong}).status_code == 404


def test_a_refusal_says_why(mine: Conversation, marco: Agent, ana: Agent) -> None:
    answer = signed_in(ana).post(f"/admin/board/chats/{mine.pk}/move/", {"agent": marco.pk})
    assert answer.status_code == 422
    assert answer.json() == {"error": "Marco Bianchi is offline."}


def test_a_customers_words_and_name_are_text(site: WebChatSite, ana: Agent) -> None:
    writes(site, "x", "<script>alert(1)</script>", name="<img src=x>")
    html = shown(signed_in(ana))["html"]
    assert "<script>" not in html
    assert "<img" not in html


def test_it_is_for_supervisors_alone(mine: Conversation, lin: Agent) -> None:
    chat = f"/admin/board/chats/{mine.pk}/"
    for url in (*PAGES, chat):
        assert signed_in(lin).get(url).status_code == 403
        assert Client().get(url, headers={"accept": "text/html"}).headers["Location"] == f"/login/?next={url}"
        assert Client().get(url).status_code == 401
    for deed in ("move", "release", "closure"):
        assert signed_in(lin).post(f"{chat}{deed}/").status_code == 403
        assert Client().post(f"{chat}{deed}/").status_code == 401
        assert signed_in(lin).get(f"{chat}{deed}/").status_code == 405
    mine.refresh_from_db()
    assert mine.state == "active"


def test_it_costs_the_same_with_three_hundred_agents(
    site: WebChatSite, ana: Agent, lin: Agent, django_assert_num_queries: Any
) -> None:
    browser = signed_in(ana)
    browser.get(NOW)
    with django_assert_num_queries(13) as few:
        browser.get(NOW)
    for number in range(300):
        person(f"a{number}@demo.test", f"Agent {number}")
    for number, agent in enumerate(Agent.objects.filter(name__startswith="Agent")[:20]):
        claim(writes(site, f"v{number}", "Hello").conversation, agent=agent)
        heartbeat(agent)
        writes(site, f"w{number}", "Hello")
    with django_assert_num_queries(len(few.captured_queries)):
        assert "Agent 299" in shown(browser)["html"]
    assert reverse("board") == "/admin/board/"
