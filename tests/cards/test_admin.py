"""Supervisors manage cards in the admin panel; agents do not."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from cards import pictures
from cards.models import Card, CardSettings, CardText
from console.models import Agent
from tests.cards.conftest import LINK, photo, upload, written
from tests.conftest import signed_in

LIST, ADD = reverse("admin:cards_card_changelist"), reverse("admin:cards_card_add")


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    """Ana's browser. She has no permission on any table."""
    return signed_in(ana)


def test_agents_may_not_enter_and_strangers_are_led_to_the_door(breakfast: Card, lin: Agent) -> None:
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        for url in (LIST, ADD, _change(breakfast)):
            assert browser.get(url).status_code == status
            assert browser.post(url, _form()).status_code == status
    assert Card.objects.get() == breakfast


def test_a_supervisor_finds_cards_by_title_with_their_languages(breakfast: Card, supervisor: Client) -> None:
    assert "Cards" in supervisor.get(reverse("admin:index")).text
    for address in (LIST, f"{LIST}?q=海景", f"{LIST}?archived=0"):
        page = supervisor.get(address).text
        assert "Breakfast by the harbour" in page
        assert "English, 简体中文" in page
    for address in (f"{LIST}?q=spa", f"{LIST}?archived=1"):
        assert "Breakfast by the harbour" not in supervisor.get(address).text


def test_a_supervisor_makes_a_card(breakfast: Card, supervisor: Client) -> None:
    assert 'name="position" value="2"' in supervisor.get(ADD).text
    supervisor.post(ADD, _form(_text("en", "Spa", picture=photo("red")), _text("zh-hans", "水疗")))
    card = Card.objects.get(position=2)
    english, chinese = card.texts.all()
    assert (english.title, chinese.title, chinese.link) == ("Spa", "水疗", LINK)
    assert english.picture.url in supervisor.get(_change(card)).text


def test_an_address_without_its_beginning_is_a_secure_one(supervisor: Client) -> None:
    supervisor.post(ADD, _form(_text("en", "Spa", link="www.example.com/spa")))
    assert CardText.objects.get().link == "https://www.example.com/spa"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], "at least one language"),
        ([{"language": "en", "title": "Spa", "link": "javascript:alert(1)"}], "valid URL"),
        ([{"language": "en", "title": "Spa", "link": LINK}] * 2, "duplicate"),
        ([{"language": "fr", "title": "Spa", "link": LINK}], "not one of the available choices"),
        ([{"language": "en", "title": "Spa", "link": LINK, "picture": upload(b"<svg><script/></svg>")}], "SVG"),
        ([{"language": "en", "title": "Spa", "link": LINK, "picture": upload(b"<html>", "a.jpg")}], "not a picture"),
    ],
    ids=["no text", "script", "twice", "unknown language", "svg", "html"],
)
def test_what_does_not_fit_is_said_and_nothing_is_made(
    supervisor: Client, texts: list[dict[str, Any]], words: str
) -> None:
    page = supervisor.post(ADD, _form(*texts))
    assert page.status_code == 200
    assert words in page.text
    assert not Card.objects.exists()


def test_the_last_language_cannot_go_another_can(breakfast: Card, supervisor: Client) -> None:
    english, chinese = ({"id": text.pk, **_text(text.language, text.title)} for text in breakfast.texts.all())
    gone = {"DELETE": "on"}
    supervisor.post(_change(breakfast), _form(english | gone, chinese | gone, initial=2))
    assert breakfast.texts.count() == 2
    supervisor.post(_change(breakfast), _form(english, chinese | gone, initial=2))
    assert breakfast.texts.get().language == "en"


def test_a_picture_stays_when_only_words_are_changed_and_goes_when_it_is_cleared(
    breakfast: Card, supervisor: Client
) -> None:
    before = breakfast.texts.get(language="en").picture.name
    texts = [{"id": text.pk, **_text(text.language, "Brunch")} for text in breakfast.texts.all()]
    supervisor.post(_change(breakfast), _form(*texts, initial=2))
    assert breakfast.texts.get(language="en").picture.name == before
    supervisor.post(_change(breakfast), _form(texts[0] | {"picture-clear": "on"}, texts[1], initial=2))
    assert not breakfast.texts.get(language="en").picture


def test_cards_are_archived_and_restored_and_the_log_says_who(breakfast: Card, supervisor: Client, ana: Agent) -> None:
    for action, words, word in (
        ("archive", "1 card is archived.", "Archived"),
        ("restore", "on offer again", "Restored"),
    ):
        page = supervisor.post(LIST, {"action": action, "_selected_action": [breakfast.pk]}, follow=True)
        breakfast.refresh_from_db()
        assert words in page.text
        assert (breakfast.archived_at is not None) == (action == "archive")
        entry = LogEntry.objects.latest("pk")
        assert (entry.user, entry.object_id, entry.get_change_message()) == (ana.user, str(breakfast.pk), word)


def test_cards_are_ordered_in_the_list(breakfast: Card, supervisor: Client) -> None:
    rows = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": breakfast.pk,
        "form-0-position": 7,
        "_save": "1",
    }
    supervisor.post(LIST, rows)
    assert Card.objects.get().position == 7


def test_a_missing_language_is_marked_and_can_be_looked_for(breakfast: Card, supervisor: Client) -> None:
    mark = '<span class="mark-missing">繁體中文</span>'
    for address in (LIST, f"{LIST}?missing=zh-hant", _change(breakfast)):
        assert mark in supervisor.get(address).text
    assert "Breakfast by the harbour" not in supervisor.get(f"{LIST}?missing=en").text
    written(breakfast, "zh-hant", "海景餐廳 · 早餐")
    assert mark not in supervisor.get(LIST).text
    assert "Breakfast by the harbour" not in supervisor.get(f"{LIST}?missing=zh-hant").text


def test_a_card_is_shown_as_customers_see_it_with_the_picture_that_it_borrows(
    breakfast: Card, supervisor: Client
) -> None:
    page = supervisor.get(_change(breakfast)).text
    english, chinese = breakfast.texts.all()
    assert page.count(f'<img src="{pictures.path(str(english.picture.name))}"') == 2
    assert '<p class="card-preview-title" dir="auto">海景餐厅 · 早餐</p>' in page
    assert "Save the card to see it." in supervisor.get(ADD).text
    breakfast.texts.filter(pk=chinese.pk).update(title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in supervisor.get(_change(breakfast)).text


def test_supervisors_see_how_often_a_card_was_opened_and_switch_the_counting_off(
    breakfast: Card, supervisor: Client, lin: Agent
) -> None:
    Card.objects.update(opens=417)
    assert "417" in supervisor.get(LIST).text
    supervisor.post(_change(breakfast), _form() | {"opens": 0})
    assert Card.objects.get().opens == 417
    settings = reverse("admin:cards_cardsettings_change", args=[1])
    assert supervisor.get(reverse("admin:cards_cardsettings_changelist")).headers["Location"] == settings
    assert "checked" in supervisor.get(settings).text
    assert signed_in(lin).post(settings, {}).status_code == 403
    assert CardSettings.load().count_opens
    supervisor.post(settings, {})
    assert not CardSettings.load().count_opens
    assert supervisor.get(reverse("admin:cards_cardsettings_add")).status_code == 403


def test_nobody_deletes_a_card(breakfast: Card, supervisor: Client) -> None:
    assert supervisor.post(reverse("admin:cards_card_delete", args=[breakfast.pk]), {"post": "yes"}).status_code == 403
    supervisor.post(LIST, {"action": "delete_selected", "_selected_action": [breakfast.pk], "post": "yes"})
    assert "delete_selected" not in supervisor.get(LIST).text
    assert Card.objects.exists()


def test_a_supervisor_gets_to_no_accounts_and_no_channels(supervisor: Client) -> None:
    assert supervisor.get("/admin/auth/user/").status_code == 404
    assert supervisor.get(reverse("admin:channels_app_wechataccount_changelist")).status_code == 403


def _change(card: Card) -> str:
    return reverse("admin:cards_card_change", args=[card.pk])


def _text(language: str, title: str, **fields: Any) -> dict[str, Any]:
    return {"language": language, "title": title, "link": LINK, **fields}


def _form(*texts: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What the browser posts: a card with these texts, the first `initial` of which are there already."""
    fields = {f"texts-{number}-{name}": value for number, text in enumerate(texts) for name, value in text.items()}
    counts = {"texts-TOTAL_FORMS": max(1, len(texts)), "texts-INITIAL_FORMS": initial}
    return {"position": 2, "texts-0-language": "en", **counts, **fields}
