"""Tags: words that customers are sorted by."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from channels_app.models import WebChatSite
from console.actions.add_tag import add_tag
from console.actions.claim import claim
from console.actions.delete_tags import delete_tags
from console.actions.merge_tags import merge_tags
from console.actions.remove_tag import remove_tag
from console.actions.rename_tag import rename_tag
from console.models import Agent
from console.refusals import NotYours, Refused, Unfit
from history import queries, tags
from history.models import Conversation, Customer, Tag, Tagging
from tests.conftest import signed_in, writes
from tests.together import at_once


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" sea \n view ", "sea view"),
        ("海景房", "海景房"),
        ("家" * 30, "家" * 30),
        ("V\x00I\x07P", "VIP"),
        ("\u202eחשוב", "\u202eחשוב"),
        ("<b>", "<b>"),
    ],
)
def test_a_tag_is_kept_in_one_line_with_who_gave_it(waiting: Conversation, lin: Agent, typed: str, kept: str) -> None:
    add_tag(waiting, agent=lin, name=typed)
    given = Tagging.objects.select_related("tag").get()
    assert (given.tag.name, given.given_by, given.given_by_name) == (kept, lin.user, "Lin Wei")


@pytest.mark.parametrize("typed", ["", " \n ", "\x00", "\u200b\u2060", "x" * 31, "x" * 10_000])
def test_no_name_and_one_that_is_too_long_are_refused(waiting: Conversation, lin: Agent, typed: str) -> None:
    with pytest.raises(Unfit, match="1 to 30 characters"):
        add_tag(waiting, agent=lin, name=typed)
    assert not Tag.objects.exists()


@pytest.mark.parametrize("again", ["VIP", "vip", " Vip", "ＶＩＰ", "V\u200bIP"])
def test_the_same_word_is_the_same_tag(waiting: Conversation, lin: Agent, again: str) -> None:
    add_tag(waiting, agent=lin, name="VIP")
    add_tag(waiting, agent=lin, name=again)
    assert [tag.name for tag in queries.tags_of(waiting.customer)] == ["VIP"]
    assert Tag.objects.get().name == "VIP"


def test_a_customer_has_twenty_tags_at_most(waiting: Conversation, lin: Agent) -> None:
    for number in range(20):
        add_tag(waiting, agent=lin, name=f"tag {number}")
    with pytest.raises(Unfit, match="20 tags at most"):
        add_tag(waiting, agent=lin, name="one more")
    add_tag(waiting, agent=lin, name="tag 7")
    assert Tagging.objects.count() == Tag.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_agents_who_add_at_once_make_one_tag_and_no_more_than_twenty(
    site: WebChatSite, waiting: Conversation, lin: Agent, marco: Agent
) -> None:
    other = writes(site, "maria", "Hello").conversation
    chats = [(waiting, lin), (other, marco)]
    at_once([partial(add_tag, chat, agent=agent, name=name) for chat, agent in chats for name in ("VIP", "vip")])
    assert Tag.objects.count() == 1
    assert Tagging.objects.count() == 2
    works = [partial(add_tag, waiting, agent=lin, name=f"tag {number}") for number in range(24)]
    assert sum(isinstance(outcome, Refused) for outcome in at_once(works)) == 5
    assert Tagging.objects.filter(customer=waiting.customer).count() == 20


def test_a_tag_is_removed_and_stays_for_others(waiting: Conversation, lin: Agent) -> None:
    add_tag(waiting, agent=lin, name="VIP")
    for _again in range(2):
        remove_tag(waiting, agent=lin, tag_id=Tag.objects.get().pk)
    assert queries.tags_of(waiting.customer) == []
    assert Tag.objects.exists()


def test_a_colleagues_customer_is_theirs_to_tag(mine: Conversation, lin: Agent, marco: Agent) -> None:
    add_tag(mine, agent=lin, name="VIP")
    with pytest.raises(NotYours):
        add_tag(mine, agent=marco, name="no")
    with pytest.raises(NotYours):
        remove_tag(mine, agent=marco, tag_id=Tag.objects.get().pk)
    assert [tag.name for tag in Tag.objects.all()] == ["VIP"]


def test_tags_that_begin_with_what_is_typed_come_first(waiting: Conversation, lin: Agent) -> None:
    for name in ("late arrival", "Arrives by train", "海景", "看海", "100%", "family"):
        _tag(name)
    for typed, found in (
        ("arriv", ["Arrives by train", "late arrival"]),
        ("ＡＲＲＩＶ", ["Arrives by train", "late arrival"]),
        ("海", ["海景", "看海"]),
        ("%", ["100%"]),
        ("_", []),
        ("\x00", ["100%", "Arrives by train", "family", "late arrival", "海景", "看海"]),
        ("x" * 5000, []),
    ):
        assert _suggested(lin, waiting, typed) == found
    add_tag(waiting, agent=lin, name="看海")
    assert _suggested(lin, waiting, "海") == ["海景"]
    for number in range(12):
        _tag(f"room {number}")
    assert len(_suggested(lin, waiting, "room")) == 10


@pytest.mark.parametrize("tag", ["", "x", "-1", "１", "9" * 19, "\x00"])
def test_something_else_than_a_tags_number_is_refused(waiting: Conversation, lin: Agent, tag: str) -> None:
    url = reverse("console:tag-removal", args=[waiting.pk])
    assert signed_in(lin).post(url, {"tag": tag}).status_code == 422


def test_another_customers_tag_is_not_taken_through_this_chat(
    site: WebChatSite, waiting: Conversation, lin: Agent, marco: Agent
) -> None:
    theirs = writes(site, "maria", "Hello").conversation
    add_tag(theirs, agent=marco, name="VIP")
    claim(theirs, agent=marco)
    remove_tag(waiting, agent=lin, tag_id=Tag.objects.get().pk)
    assert Tagging.objects.get().customer == theirs.customer


def test_a_renamed_tag_has_its_new_name_everywhere(waiting: Conversation, lin: Agent) -> None:
    add_tag(waiting, agent=lin, name="VIP")
    before = Customer.objects.get()
    rename_tag(Tag.objects.get(), name="Gold")
    assert [tag.name for tag in queries.tags_of(before)] == ["Gold"]
    assert Customer.objects.get().version > before.version
    _tag("Silver")
    with pytest.raises(tags.NameTaken):
        rename_tag(Tag.objects.get(name="Gold"), name="SILVER")


def test_merged_tags_are_one_and_nobody_has_it_twice(site: WebChatSite, waiting: Conversation, lin: Agent) -> None:
    maria = writes(site, "maria", "Hello").conversation
    for chat, name in ((waiting, "VIP"), (waiting, "Gold"), (maria, "Very important")):
        add_tag(chat, agent=lin, name=name)
    into = Tag.objects.get(name="VIP")
    merge_tags(list(Tag.objects.all()), into=into)
    assert Tag.objects.get() == into
    assert queries.tags_of(waiting.customer) == queries.tags_of(maria.customer) == [into]


def test_a_deleted_tag_is_nobodys(waiting: Conversation, lin: Agent) -> None:
    add_tag(waiting, agent=lin, name="VIP")
    delete_tags(list(Tag.objects.all()))
    assert not Tag.objects.exists()
    assert queries.tags_of(waiting.customer) == []


@pytest.mark.django_db(transaction=True)
def test_tags_are_given_while_a_supervisor_merges_and_deletes(site: WebChatSite, lin: Agent) -> None:
    chats = [writes(site, f"v{number}", "Hello").conversation for number in range(6)]
    into, old = _tag("VIP"), _tag("Gold")
    gives = [partial(add_tag, chat, agent=lin, name=name) for chat in chats for name in ("VIP", "Gold")]
    at_once([*gives, partial(merge_tags, [old], into=into)])
    merge_tags(list(Tag.objects.filter(key="gold")), into=into)
    assert Tagging.objects.filter(tag=into).count() == 6
    assert Tagging.objects.count() == 6


def _tag(name: str) -> Tag:
    return Tag.objects.create(name=name, key=tags.key_of(name))


def _suggested(agent: Agent, chat: Conversation, typed: str) -> Any:
    return signed_in(agent).get(reverse("console:tags", args=[chat.pk]), {"q": typed}).json()["tags"]
