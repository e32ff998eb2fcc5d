"""What a card may hold, and which cards are on offer."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cards import queries, services
from cards.models import Card, CardText
from tests.cards.conftest import LINK, photo, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 61},
        {"teaser": "x" * 121},
        {"language": "fr"},
        {"link": ""},
        {"link": f"https://example.com/{'x' * 1000}"},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://example.com/"},
        {"link": "//example.com/"},
        {"link": "https://"},
        {"link": "https://example.com/\r\nX: y"},
    ],
)
def test_what_does_not_fit_is_refused(breakfast: Card, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        _text(breakfast, **fields).full_clean()
    assert list(refusal.value.message_dict) == list(fields)


def test_the_longest_that_fits_is_kept(breakfast: Card) -> None:
    link = "https://example.com/".ljust(1000, "x")
    text = _text(breakfast, title="早" * 60, teaser="餐" * 120, link=link)
    text.full_clean()
    text.save()
    text.refresh_from_db()
    assert (len(text.title), len(text.teaser), text.link) == (60, 120, link)


def test_a_card_has_one_text_in_each_language(breakfast: Card) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError):
        written(breakfast, "en", "Another breakfast")


@pytest.mark.parametrize("link", ["javascript:alert(1)", " https://example.com", "data:text/html,x"])
def test_not_even_the_database_takes_a_link_that_is_no_web_address(breakfast: Card, link: str) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError):
        written(breakfast, "zh-hant", "早餐", link=link)


def test_a_picture_is_encoded_anew_whoever_puts_it_there(breakfast: Card) -> None:
    text = written(breakfast, "zh-hant", "早餐", picture=photo("red"))
    assert text.picture.url.endswith(".jpg")
    assert text.picture.read().startswith(b"\xff\xd8\xff")
    text.picture.close()


def test_taking_a_picture_away_leaves_its_file(breakfast: Card) -> None:
    text = breakfast.texts.get(language="en")
    address = text.picture.url
    text.picture.delete()
    assert not CardText.objects.get(pk=text.pk).picture
    assert Client().get(address).status_code == 200


def test_a_card_is_called_by_its_english_title_else_by_any(breakfast: Card) -> None:
    assert str(breakfast) == "Breakfast by the harbour"
    breakfast.texts.filter(language="en").delete()
    assert str(Card.objects.get()) == "海景餐厅 · 早餐"


def test_on_offer_is_what_is_not_archived_in_its_order(breakfast: Card, django_assert_num_queries: Any) -> None:
    first, archived = Card.objects.create(position=0), Card.objects.create(archived_at=timezone.now())
    Card.objects.create(position=0)  # nobody has written anything for it yet
    written(first, "zh-hant", "水療")
    written(archived, "en", "Last year's menu")
    with django_assert_num_queries(2):
        found = [[text.title for text in card.texts.all()] for card in queries.on_offer()]
    assert found == [["水療"], ["Breakfast by the harbour", "海景餐厅 · 早餐"]]


def test_an_archived_card_comes_back_as_it_was(breakfast: Card) -> None:
    assert services.archive(Card.objects.all()) == 1
    assert services.archive(Card.objects.all()) == 0
    assert queries.on_offer() == []
    assert services.restore(Card.objects.all()) == 1
    assert services.restore(Card.objects.all()) == 0
    assert queries.on_offer() == [breakfast]


def test_at_most_200_cards_are_on_offer() -> None:
    cards = Card.objects.bulk_create(Card(position=number) for number in range(202))
    CardText.objects.bulk_create(_text(card, language="en") for card in cards)
    assert len(queries.on_offer()) == 200


def _text(card: Card, **fields: Any) -> CardText:
    return CardText(card=card, **{"language": "zh-hant", "title": "早餐", "link": LINK, **fields})
