"""Supervisors manage keyword replies in the admin panel; agents do not."""

from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite
from console.models import Agent, Keyword, KeywordReply, KeywordReplyText
from tests.conftest import signed_in

LIST, ADD = reverse("admin:console_keywordreply_changelist"), reverse("admin:console_keywordreply_add")
Form = dict[str, str]


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    """Ana's browser."""
    return signed_in(ana)


@pytest.fixture
def wifi(db: None) -> KeywordReply:
    """For every channel, in English."""
    reply = KeywordReply.objects.create()
    Keyword.objects.create(reply=reply, words="WiFi")
    KeywordReplyText.objects.create(reply=reply, language="en", text="Network: Harbour")
    return reply


def _change(reply: KeywordReply) -> str:
    return reverse("admin:console_keywordreply_change", args=[reply.pk])


def _form(*keywords: str, texts: Sequence[str] = ("en",), kept: Sequence[Keyword] = (), channel: str = "") -> Form:
    """What the page posts. `kept` are those of the keywords that are there already, in their order."""
    form = {"channel": channel, "is_active": "on"}
    for prefix, count, old in (("keywords", len(keywords), len(kept)), ("texts", len(texts), 0)):
        form |= {f"{prefix}-TOTAL_FORMS": str(count), f"{prefix}-INITIAL_FORMS": str(old)}
        form |= {f"{prefix}-MIN_NUM_FORMS": "1", f"{prefix}-MAX_NUM_FORMS": "1000"}
    for number, words in enumerate(keywords):
        form[f"keywords-{number}-words"] = words
    for number, keyword in enumerate(kept):
        form |= {f"keywords-{number}-id": str(keyword.pk), f"keywords-{number}-reply": str(keyword.reply_id)}
    for number, language in enumerate(texts):
        form |= {f"texts-{number}-language": language, f"texts-{number}-text": f"Hello in {language}"}
    return form


def test_agents_may_not_enter_and_strangers_are_led_to_the_door(wifi: KeywordReply, lin: Agent) -> None:
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        for url in (LIST, ADD, _change(wifi), reverse("admin:console_keywordreply_delete", args=[wifi.pk])):
            assert browser.get(url).status_code == status
            assert browser.post(url, _form("spa") | {"post": "yes"}).status_code == status
    assert KeywordReply.objects.get() == wifi


def test_a_supervisor_makes_one_with_its_keywords_and_texts(supervisor: Client) -> None:
    assert supervisor.post(ADD, _form("WiFi", "ＷＬＡＮ", "无线", texts=("en", "zh-hans"))).status_code == 302
    reply = KeywordReply.objects.get()
    assert [keyword.folded for keyword in reply.keywords.all()] == ["wifi", "wlan", "无线"]
    assert (reply.in_hours_too, reply.is_active, reply.channel) == (False, True, None)
    assert reply.texts.count() == 2


def test_the_list_says_which_languages_are_missing(wifi: KeywordReply, supervisor: Client) -> None:
    page = supervisor.get(LIST).text
    assert 'class="mark-missing">简体中文, 繁體中文<' in page
    assert "WiFi" in page
    for search, found in (("wlan", False), ("harbour", True), ("wifi", True)):
        assert ("field-missing" in supervisor.get(LIST, {"q": search}).text) is found


@pytest.mark.parametrize(
    ("keywords", "said"),
    [
        (("spa", "SPA"), "Here twice: SPA"),
        (("ｗｉｆｉ",), "Another reply has this keyword already: ｗｉｆｉ"),
        (("\u200b",), "This can&#x27;t be a keyword."),
        (("x" * 61,), "at most 60 characters"),
        ((), "Fill in at least one keyword."),
    ],
)
def test_what_can_not_be_is_refused_in_words(
    wifi: KeywordReply, supervisor: Client, keywords: tuple[str, ...], said: str
) -> None:
    page = supervisor.post(ADD, _form(*keywords))
    assert page.status_code == 200
    assert said in page.text
    assert KeywordReply.objects.get() == wifi


def test_the_same_keyword_may_mean_something_else_on_one_channel(
    wifi: KeywordReply, site: WebChatSite, supervisor: Client
) -> None:
    assert supervisor.post(ADD, _form("wifi", channel=str(site.pk))).status_code == 302
    again = supervisor.post(ADD, _form("WIFI", channel=str(site.pk)))
    assert "Another reply has this keyword already: WIFI" in again.text


def test_a_reply_that_is_moved_to_a_channel_where_its_keyword_is_taken_is_refused(
    wifi: KeywordReply, site: WebChatSite, supervisor: Client
) -> None:
    supervisor.post(ADD, _form("wifi", channel=str(site.pk)))
    (keyword,) = wifi.keywords.all()
    form = _form("WiFi", kept=[keyword], channel=str(site.pk))
    assert "Another reply has this keyword already: WiFi" in supervisor.post(_change(wifi), form).text


def test_two_keywords_may_change_places_in_one_form(supervisor: Client) -> None:
    supervisor.post(ADD, _form("spa", "sauna"))
    reply = KeywordReply.objects.get()
    form = _form("sauna", "spa", kept=list(reply.keywords.all()), texts=())
    (text,) = reply.texts.all()
    form |= {"texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "1", "texts-0-id": str(text.pk)}
    form |= {"texts-0-reply": str(reply.pk), "texts-0-language": "en", "texts-0-text": "Hi"}
    assert supervisor.post(_change(reply), form).status_code == 302
    assert [keyword.words for keyword in reply.keywords.all()] == ["sauna", "spa"]


def test_a_text_that_is_too_long_for_every_channel_is_refused(supervisor: Client) -> None:
    page = supervisor.post(ADD, _form("spa") | {"texts-0-text": "x" * 601})
    assert "at most 600 characters" in page.text
    assert not KeywordReply.objects.exists()
