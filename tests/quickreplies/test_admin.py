"""Supervisors manage quick replies in the admin panel; agents do not."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from console.models import Agent
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyText
from tests.conftest import signed_in
from tests.quickreplies.conftest import written

LIST, ADD = reverse("admin:quickreplies_quickreply_changelist"), reverse("admin:quickreplies_quickreply_add")
CATEGORIES = reverse("admin:quickreplies_quickreplycategory_changelist")
ADD_CATEGORY = reverse("admin:quickreplies_quickreplycategory_add")


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    """Ana's browser."""
    return signed_in(ana)


def test_agents_may_not_enter_and_strangers_are_led_to_the_door(breakfast: QuickReply, lin: Agent) -> None:
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        for url in (LIST, ADD, _change(breakfast), CATEGORIES, ADD_CATEGORY):
            assert browser.get(url).status_code == status
            assert browser.post(url, _form()).status_code == status
    assert QuickReply.objects.get() == breakfast


def test_staff_without_the_groups_permissions_get_to_nothing(breakfast: QuickReply, ana: Agent) -> None:
    Group.objects.get(name="Supervisors").permissions.clear()
    browser = signed_in(ana)
    action = {"action": "archive", "_selected_action": [breakfast.pk]}
    for url in (LIST, ADD, _change(breakfast), CATEGORIES):
        assert browser.get(url).status_code == 403
        assert browser.post(url, {**_form(), **action}).status_code == 403
    assert QuickReply.objects.get().archived_at is None


def test_who_may_only_look_archives_nothing(breakfast: QuickReply, ana: Agent) -> None:
    group = Group.objects.get(name="Supervisors")
    group.permissions.set(group.permissions.filter(codename__startswith="view"))
    browser = signed_in(ana)
    assert browser.get(LIST).status_code == 200
    browser.post(LIST, {"action": "archive", "_selected_action": [breakfast.pk]})
    assert browser.post(_change(breakfast), _form(_text("en", "Changed"))).status_code == 403
    assert QuickReply.objects.get().archived_at is None


def test_a_supervisor_finds_replies_and_sees_which_languages_are_missing(
    breakfast: QuickReply, supervisor: Client
) -> None:
    assert "Quick replies" in supervisor.get(reverse("admin:index")).text
    for search in ("", "?q=早餐", "?archived=0", "?missing=zh-hant", "?is_default__exact=0"):
        page = supervisor.get(f"{LIST}{search}").text
        assert "From 6:30 to 11." in page
        assert '<span class="mark-missing">繁體中文</span>' in page
        assert "In the house" in page
    for search in ("?q=spa", "?archived=1", "?missing=en", "?is_default__exact=1"):
        assert "From 6:30 to 11." not in supervisor.get(f"{LIST}{search}").text


def test_a_supervisor_writes_a_reply(supervisor: Client) -> None:
    written({"en": "First"}, position=4)
    assert 'name="position" value="5"' in supervisor.get(ADD).text
    supervisor.post(ADD, {**_form(_text("en", "Line one\r\nline two"), _text("zh-hans", "欢迎")), "is_default": "on"})
    reply = QuickReply.objects.get(is_default=True)
    assert [text.text for text in reply.texts.all()] == ["Line one\nline two", "欢迎"]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], "at least one language"),
        ([("en", "")], "required"),
        ([("en", " \n ")], "required"),
        ([("en", "x" * 2001)], "at most 2000 characters"),
        ([("en", "a\x00b")], "Null characters"),
        ([("en", "One"), ("en", "Two")], "duplicate"),
        ([("fr", "Bonjour")], "not one of the available choices"),
    ],
    ids=["no text", "empty", "blank", "too long", "nul", "twice", "unknown language"],
)
def test_what_does_not_fit_is_said_and_nothing_is_made(
    supervisor: Client, texts: list[tuple[str, str]], words: str
) -> None:
    page = supervisor.post(ADD, _form(*(_text(*text) for text in texts)))
    assert page.status_code == 200
    assert words in page.text
    assert not QuickReply.objects.exists()


def test_a_text_too_long_for_wechat_is_kept_and_said(supervisor: Client) -> None:
    page = supervisor.post(ADD, _form(_text("en", "x" * 2000), _text("zh-hans", "早" * 683)), follow=True)
    assert "The text in 简体中文 has 2049 bytes." in page.text
    assert "The text in English" not in page.text
    assert QuickReplyText.objects.count() == 2


def test_hostile_text_is_only_text(supervisor: Client) -> None:
    reply = written({"en": "<script>alert(1)</script>"})
    for url in (LIST, _change(reply)):
        assert "<script>alert" not in supervisor.get(url).text


def test_the_last_language_cannot_go_another_can(breakfast: QuickReply, supervisor: Client) -> None:
    english, chinese = ({"id": text.pk, **_text(text.language, text.text)} for text in breakfast.texts.all())
    gone = {"DELETE": "on"}
    supervisor.post(_change(breakfast), _form(english | gone, chinese | gone, initial=2))
    assert breakfast.texts.count() == 2
    supervisor.post(_change(breakfast), _form(english, chinese | gone, initial=2))
    assert breakfast.texts.get().language == "en"


def test_replies_are_archived_and_restored_and_the_log_says_who(
    breakfast: QuickReply, supervisor: Client, ana: Agent
) -> None:
    for action, words, word in (
        ("archive", "1 quick reply is archived.", "Archived"),
        ("restore", "on offer again", "Restored"),
    ):
        page = supervisor.post(LIST, {"action": action, "_selected_action": [breakfast.pk]}, follow=True)
        breakfast.refresh_from_db()
        assert words in page.text
        assert (breakfast.archived_at is not None) == (action == "archive")
        entry = LogEntry.objects.latest("pk")
        assert (entry.user, entry.object_id, entry.get_change_message()) == (ana.user, str(breakfast.pk), word)


def test_replies_are_ordered_in_the_list(breakfast: QuickReply, supervisor: Client) -> None:
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": breakfast.pk, "form-0-position": 7}
    supervisor.post(LIST, {**rows, "_save": "1"})
    assert QuickReply.objects.get().position == 7


def test_nobody_deletes_a_reply_or_counts_its_uses_by_hand(breakfast: QuickReply, supervisor: Client) -> None:
    delete = reverse("admin:quickreplies_quickreply_delete", args=[breakfast.pk])
    assert supervisor.post(delete, {"post": "yes"}).status_code == 403
    supervisor.post(LIST, {"action": "delete_selected", "_selected_action": [breakfast.pk], "post": "yes"})
    texts = ({"id": text.pk, **_text(text.language, text.text)} for text in breakfast.texts.all())
    supervisor.post(_change(breakfast), {**_form(*texts, initial=2), "uses": 99})
    assert QuickReply.objects.get().uses == 0


def test_a_category_is_made_named_and_deleted_without_its_replies(breakfast: QuickReply, supervisor: Client) -> None:
    names = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-language": "en", "names-0-name": "Around"}
    supervisor.post(ADD_CATEGORY, {"position": 3, **names})
    made = QuickReplyCategory.objects.get(position=3)
    assert "Around" in supervisor.get(CATEGORIES).text
    QuickReply.objects.update(category=made)
    url = reverse("admin:quickreplies_quickreplycategory_delete", args=[made.pk])
    supervisor.post(url, {"post": "yes"})
    assert QuickReply.objects.get().category is None
    assert not QuickReplyCategory.objects.filter(pk=made.pk).exists()


def test_a_category_without_a_name_is_refused(supervisor: Client) -> None:
    page = supervisor.post(ADD_CATEGORY, {"position": 1, "names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0})
    assert page.status_code == 200
    assert not QuickReplyCategory.objects.exists()


def _change(reply: QuickReply) -> str:
    return reverse("admin:quickreplies_quickreply_change", args=[reply.pk])


def _text(language: str, text: str) -> dict[str, Any]:
    return {"language": language, "text": text}


def _form(*texts: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What the browser posts: a reply with these texts, the first `initial` of which are there already."""
    fields = {f"texts-{number}-{name}": value for number, text in enumerate(texts) for name, value in text.items()}
    counts = {"texts-TOTAL_FORMS": max(1, len(texts)), "texts-INITIAL_FORMS": initial}
    return {"position": 2, "texts-0-language": "en", **counts, **fields}
