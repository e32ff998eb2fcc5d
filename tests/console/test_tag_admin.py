"""Supervisors manage tags in the admin panel; agents do not."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from console.actions.add_tag import add_tag
from console.models import Agent
from history import queries
from history.models import Conversation, Tag
from tests.conftest import signed_in

LIST, ADD = reverse("admin:history_tag_changelist"), reverse("admin:history_tag_add")


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    """Ana's browser. She has no permission on any table."""
    return signed_in(ana)


@pytest.fixture
def vip(waiting: Conversation, lin: Agent) -> Tag:
    """Daniel's tag."""
    add_tag(waiting, agent=lin, name="VIP")
    return Tag.objects.get()


def test_agents_may_not_enter_and_strangers_are_led_to_the_door(vip: Tag, lin: Agent) -> None:
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        for url in (LIST, ADD, _url("change", vip), _url("delete", vip)):
            assert browser.get(url).status_code == status
            assert browser.post(url, {"name": "x", "post": "yes"}).status_code == status
    assert Tag.objects.get() == vip


def test_the_list_says_how_many_have_each_tag(vip: Tag, supervisor: Client) -> None:
    supervisor.post(ADD, {"name": " family "})
    page = supervisor.get(LIST).text
    assert [page.count(f'field-customers">{count}<') for count in (0, 1)] == [1, 1]
    assert "VIP</a>" not in supervisor.get(f"{LIST}?q=fam").text


@pytest.mark.parametrize(
    ("name", "words"), [("", "required"), ("vip", "To make one of both"), ("\u200b", "1 to 30"), ("x" * 31, "30")]
)
def test_what_does_not_fit_is_said(vip: Tag, supervisor: Client, name: str, words: str) -> None:
    page = supervisor.post(ADD, {"name": name})
    assert page.status_code == 200
    assert words in page.text
    assert Tag.objects.get() == vip


def test_a_tag_is_renamed_also_in_its_case_alone(vip: Tag, supervisor: Client, waiting: Conversation) -> None:
    for name in ("vip", "Gold"):
        assert supervisor.post(_url("change", vip), {"name": name}).status_code == 302
        assert [tag.name for tag in queries.tags_of(waiting.customer)] == [name]
    assert queries.suggested_tags("gol", without=waiting.customer) == []
    assert Tag.objects.get().key == "gold"


def test_tags_are_merged_and_the_log_says_who(vip: Tag, supervisor: Client, waiting: Conversation, ana: Agent) -> None:
    supervisor.post(ADD, {"name": "Gold"})
    gold = Tag.objects.get(name="Gold")
    page = _does("merge", supervisor, vip, gold, into=gold.pk)
    assert "1 tag was merged into Gold." in page.text
    assert queries.tags_of(waiting.customer) == [gold]
    entry = LogEntry.objects.latest("pk")
    assert (entry.user, entry.object_id, entry.get_change_message()) == (ana.user, str(gold.pk), "Merged with VIP")


@pytest.mark.parametrize("into", ["", "x", "999999", "9" * 30])
def test_merging_needs_a_tag_to_merge_into(vip: Tag, supervisor: Client, into: str) -> None:
    page = _does("merge", supervisor, vip, into=into)
    assert Tag.objects.get() == vip
    assert "Choose the tag" in page.text or "No action selected" in page.text


def test_tags_are_deleted_alone_and_together(vip: Tag, supervisor: Client, waiting: Conversation) -> None:
    supervisor.post(ADD, {"name": "Gold"})
    assert "VIP" in supervisor.get(_url("delete", vip)).text
    supervisor.post(_url("delete", vip), {"post": "yes"})
    assert queries.tags_of(waiting.customer) == []
    _does("delete_selected", supervisor, Tag.objects.get(), post="yes")
    assert not Tag.objects.exists()


def _does(action: str, browser: Client, *tags: Tag, **fields: Any) -> Any:
    return browser.post(LIST, {"action": action, "_selected_action": [tag.pk for tag in tags], **fields}, follow=True)


def _url(what: str, tag: Tag) -> str:
    return reverse(f"admin:history_tag_{what}", args=[tag.pk])
