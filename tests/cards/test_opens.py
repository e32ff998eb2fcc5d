"""The link of a card that was sent counts, and leads to where it led then and nowhere else."""

from typing import Any, cast

import pytest
from django.core.signing import Signer
from django.db.models import F
from django.test import Client

from cards import opens, rendering, services
from cards.models import Card, CardSettings
from cards.rendering import Snapshot
from tests.cards.conftest import LINK, written

pytestmark = pytest.mark.django_db
HOST = "https://chat.example.com"


@pytest.fixture(autouse=True)
def _a_public_address(settings: Any) -> None:
    settings.GRATA_PUBLIC_URL = HOST


def test_the_link_leads_over_us_to_the_page_and_counts(breakfast: Card) -> None:
    answer = Client().get(_path(breakfast))
    assert (answer.status_code, answer.headers["Location"]) == (302, LINK)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert _opens(breakfast) == 1


def test_the_link_leads_to_where_it_led_when_it_was_sent_even_when_the_card_is_edited_and_archived(
    breakfast: Card,
) -> None:
    path = _path(breakfast)
    breakfast.texts.update(link="https://elsewhere.example.com/")
    services.archive(Card.objects.all())
    assert Client().get(path).headers["Location"] == LINK
    assert _opens(breakfast) == 1


def test_pressed_twice_it_is_opened_once_and_later_it_is_opened_again(breakfast: Card) -> None:
    path = _path(breakfast)
    for _press in range(3):
        assert Client().get(path).headers["Location"] == LINK
    assert _opens(breakfast) == 1
    Card.objects.update(opened_at=F("opened_at") - opens.ONCE_IN)
    Client().get(path)
    assert _opens(breakfast) == 2


def test_one_card_does_not_keep_another_from_counting(breakfast: Card) -> None:
    other = Card.objects.create(position=2)
    written(other, "en", "Spa")
    for card in (breakfast, other):
        Client().get(_path(card))
    assert (_opens(breakfast), _opens(other)) == (1, 1)


def test_an_open_of_what_is_no_card_any_more_leads_there_all_the_same(breakfast: Card) -> None:
    path = _path(breakfast)
    Card.objects.all().delete()
    assert Client().get(path).headers["Location"] == LINK


def test_who_only_looks_whether_it_is_there_does_not_count(breakfast: Card) -> None:
    path = _path(breakfast)
    assert Client().head(path).status_code == 302
    for name in ("purpose", "sec-purpose"):
        assert Client().get(path, headers={name: "prefetch;prerender"}).status_code == 302
    assert Client().post(path).status_code == 405
    assert _opens(breakfast) == 0


def test_a_changed_or_forged_link_leads_nowhere(breakfast: Card) -> None:
    token = _path(breakfast).split("/")[-2]
    content, signature = token.split(":")
    other = Signer(salt="cards.something").sign_object([breakfast.pk, "https://evil.example/"])
    foreign = Signer(key="another key", salt="cards.open").sign_object([breakfast.pk, "https://evil.example/"])
    changed = f"{content[:-1]}{'A' if content[-1] != 'A' else 'B'}:{signature}"
    for forged in (
        changed,
        f"{content}:{'A' * 43}",
        f"{content}:",
        content,
        other,
        foreign,
        f".{token}",
        f"{token}%0A",
    ):
        answer = Client().get(f"/cards/open/{forged}/")
        assert answer.status_code == 404
        assert "Location" not in answer.headers
    assert _opens(breakfast) == 0


def test_nothing_but_a_web_page_is_led_to(breakfast: Card) -> None:
    for url in ("javascript:alert(1)", "//evil.example/", "ftp://evil.example/", "data:text/html,x", ""):
        token = Signer(salt="cards.open").sign_object([breakfast.pk, url])
        assert Client().get(f"/cards/open/{token}/").status_code == 404


def test_nothing_is_counted_and_no_link_changed_where_supervisors_do_not_want_it(breakfast: Card) -> None:
    path = _path(breakfast)
    CardSettings.objects.create(pk=1, count_opens=False)
    assert opens.address(_kept(breakfast)) == LINK
    assert Client().get(path).headers["Location"] == LINK  # what was sent before still leads there
    assert _opens(breakfast) == 0


def test_without_a_public_address_the_link_is_the_cards_own(breakfast: Card, settings: Any) -> None:
    settings.GRATA_PUBLIC_URL = ""
    assert opens.address(_kept(breakfast)) == LINK


def test_a_link_that_would_grow_too_long_is_left_alone(breakfast: Card) -> None:
    noise = "".join(chr(0x4E00 + number * 37 % 20000) for number in range(970))
    kept = _kept(breakfast) | {"url": f"https://example.com/{noise}"}
    assert opens.address(kept) == kept["url"]


def test_each_card_of_a_page_counts_and_the_page_itself_does_not(breakfast: Card) -> None:
    kept = _kept(breakfast)
    page = Client().get(f"/cards/collections/{services.collect([kept], 'en').token}/").text
    assert f'href="{opens.address(kept)}"' in page
    assert "www.example.com" not in page
    assert ">example.com<" in page.replace("\n", "").replace(" ", "")
    whole = cast(Snapshot, {**kept, "card": 0, "url": f"{HOST}/cards/collections/x/"})
    assert opens.address(whole) == whole["url"]


def test_the_record_keeps_the_true_link(breakfast: Card) -> None:
    assert _kept(breakfast)["url"] == LINK


def _kept(card: Card) -> Snapshot:
    return rendering.snapshot(rendering.in_language(card, "en"))


def _path(card: Card) -> str:
    address = opens.address(_kept(card))
    assert address.startswith(f"{HOST}/cards/open/")
    return address.removeprefix(HOST)


def _opens(card: Card) -> int:
    card.refresh_from_db()
    return card.opens
