"""What everybody may load: a picture by its exact name, a collection by its token."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards import rendering, services
from cards.models import Card, CardCollection
from console.models import Agent
from tests.cards.conftest import written
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
SHA = "0123456789abcdef" * 4


def test_a_picture_may_be_kept_for_ever_and_is_never_anything_else(breakfast: Card) -> None:
    text = breakfast.texts.get(language="en")
    response = Client().get(text.picture.url)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert {"public", "immutable", "max-age=31536000"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.content == text.picture.read()
    text.picture.close()


@pytest.mark.parametrize(
    "name",
    [
        f"{SHA}.jpg",
        f"{SHA.upper()}.jpg",
        f"{SHA}.png",
        f"{SHA}.jpg%0A",
        f"{SHA[1:]}.jpg",
        f"{SHA}0.jpg",
        SHA,
        "",
        "../../secret-key",
        "..%2F..%2Fsecret-key",
        "%2e%2e/%2e%2e/secret-key",
        f"%00{SHA[1:]}.jpg",
        f"..%5C{SHA}.jpg",
    ],
)
def test_a_name_that_is_no_pictures_is_not_found(breakfast: Card, name: str) -> None:
    assert Client().get(f"/cards/pictures/{name}").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_done_but_to_look(breakfast: Card, method: str) -> None:
    for url in (f"/cards/pictures/{SHA}.jpg", _page(breakfast)):
        assert Client().generic(method, url).status_code == 405


def test_a_collection_shows_all_its_cards_in_their_order_to_everybody(breakfast: Card) -> None:
    spa = Card.objects.create()
    written(spa, "zh-hans", "水疗与桑拿", teaser="静享一小时", link="https://spa.example.com/zh?a=1&b=2")
    page = Client().get(_page(spa, breakfast, language="zh-CN"))
    assert page.text.index("水疗与桑拿") < page.text.index("静享一小时") < page.text.index("海景餐厅 · 早餐")
    assert 'href="https://spa.example.com/zh?a=1&amp;b=2"' in page.text
    assert page.text.count('rel="noopener noreferrer"') == 2
    assert page.text.count("<img") == 1


def test_a_collection_is_in_its_own_language_whoever_looks(breakfast: Card, lin: Agent) -> None:
    url = _page(breakfast, language="zh_TW")
    for browser in (Client(headers={"accept-language": "en"}), signed_in(lin)):
        page = browser.get(url)
        assert '<html lang="zh-hant">' in page.text
        assert page.headers["Content-Language"] == "zh-hant"


def test_a_collection_stays_what_it_was_when_its_card_is_edited(breakfast: Card) -> None:
    url = _page(breakfast)
    breakfast.texts.update(title="Brunch", link="https://elsewhere.example.com/")
    page = Client().get(url).text
    assert "Breakfast by the harbour" in page
    assert "elsewhere" not in page


def test_search_engines_are_kept_out_and_nothing_in_the_page_needs_a_looser_policy(breakfast: Card) -> None:
    page = Client().get(_page(breakfast))
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_hostile_words_are_only_words(breakfast: Card) -> None:
    hostile = '"><script>alert(1)</script>'
    breakfast.texts.update(title=hostile, teaser=hostile, link=f"https://example.com/{hostile}")
    page = Client().get(_page(breakfast)).text
    assert "<script" not in page
    assert page.count("&quot;&gt;&lt;script&gt;") == 3


@pytest.mark.parametrize("token", ["A" * 32, "A" * 21, "A" * 33, "..%2F" * 6, "A" * 30 + "%00", "A" * 31 + "%27", ""])
def test_an_unknown_token_is_not_found(breakfast: Card, token: str) -> None:
    _page(breakfast)
    assert Client().get(f"/cards/collections/{token}/").status_code == 404


def test_a_token_is_not_to_be_guessed(breakfast: Card) -> None:
    tokens = {CardCollection.objects.create(language="en").token for _number in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 22


def test_a_collections_address_is_for_everybody_where_one_is_known(breakfast: Card, settings: Any) -> None:
    collection = services.collect([], "en")
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"
    assert services.collection_url(collection) == f"https://chat.example.com/cards/collections/{collection.token}/"
    settings.GRATA_PUBLIC_URL = ""
    assert services.collection_url(collection) == ""


def test_looking_needs_no_account(breakfast: Card) -> None:
    assert not User.objects.exists()
    assert Client().get(_page(breakfast)).status_code == 200


def _page(*cards: Card, language: str = "en") -> str:
    snapshots = [rendering.snapshot(rendering.in_language(card, language)) for card in cards]
    return f"/cards/collections/{services.collect(snapshots, language).token}/"
