"""Which language a customer gets, and what a message keeps."""

import json
from typing import Any

import pytest

from cards import rendering
from cards.models import Card, CardText
from tests.cards.conftest import photo, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh_CN", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh_HK", "zh-hant"),
        ("zh-Hant-MO", "zh-hant"),
        ("fr", "en"),
        ("", "en"),
        ("../../etc", "en"),
        ("\0", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_a_customer_gets_the_nearest_language(breakfast: Card, language: str, expected: str) -> None:
    written(breakfast, "zh-hant", "海景餐廳 · 早餐")
    assert rendering.in_language(breakfast, language).language == expected


def test_the_other_script_comes_before_english_and_english_before_any(breakfast: Card) -> None:
    assert rendering.in_language(breakfast, "zh-TW").language == "zh-hans"
    spa = Card.objects.create()
    written(spa, "zh-hant", "水療")
    assert rendering.in_language(spa, "en").language == "zh-hant"


def test_a_card_without_texts_says_so() -> None:
    with pytest.raises(CardText.DoesNotExist):
        rendering.in_language(Card.objects.create(), "en")


def test_a_snapshot_is_json_and_stays_true_when_the_card_is_edited(breakfast: Card, settings: Any) -> None:
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"
    text = rendering.in_language(breakfast, "en")
    kept = json.loads(json.dumps(rendering.snapshot(text)))
    shown = rendering.picture_url(kept)
    text.title, text.picture = "Brunch", photo("red")
    text.save()
    assert kept["title"] == "Breakfast by the harbour"
    assert shown == rendering.picture_url(kept) != rendering.picture_url(rendering.snapshot(text))
    assert text.picture.storage.exists(kept["picture"])


def test_a_snapshot_says_all_that_a_channel_needs(breakfast: Card) -> None:
    text = breakfast.texts.get(language="en")
    assert rendering.snapshot(text) == {
        "card": breakfast.pk,
        "language": "en",
        "title": "Breakfast by the harbour",
        "teaser": "",
        "url": "https://www.example.com/breakfast",
        "picture": text.picture.name,
    }


def test_a_text_without_a_picture_borrows_that_of_another_language(breakfast: Card) -> None:
    english, chinese = (rendering.snapshot(rendering.in_language(breakfast, code)) for code in ("en", "zh"))
    assert chinese["title"] == "海景餐厅 · 早餐"
    assert chinese["picture"] == english["picture"] != ""


def test_a_pictures_address_is_absolute_for_others_and_a_path_for_our_own_pages(breakfast: Card, settings: Any) -> None:
    kept = rendering.snapshot(breakfast.texts.get(language="en"))
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"
    assert rendering.picture_url(kept) == f"https://chat.example.com{rendering.picture_path(kept)}"
    assert rendering.picture_path(kept).startswith("/cards/pictures/")


def test_without_a_public_address_or_a_picture_there_is_none_to_give(breakfast: Card, settings: Any) -> None:
    kept = rendering.snapshot(breakfast.texts.get(language="en"))
    settings.GRATA_PUBLIC_URL = ""
    assert rendering.picture_url(kept) == ""
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"
    assert rendering.picture_url({**kept, "picture": ""}) == ""
    assert rendering.picture_url({**kept, "picture": "cards/../secret-key"}) == ""
