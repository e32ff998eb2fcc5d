"""Cards among an agent's replies."""

from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Card, CardCollection, CardText
from channels_app.models import WeChatAccount
from console.actions.claim import claim
from console.actions.reply_cards import reply_cards
from console.models import Agent
from console.refusals import NoRoom, NotYours, Unfit
from history.models import Channel, Conversation, Customer, Message
from tests.conftest import signed_in, writes


@pytest.fixture
def chat(wechat: WeChatAccount, lin: Agent) -> Conversation:
    """Lin has 陈晓雨's chat on WeChat."""
    chat = writes(wechat, "o-xiaoyu", "早餐几点？", name="陈晓雨").conversation
    claim(chat, agent=lin)
    chat.refresh_from_db()
    return chat


@pytest.fixture
def breakfast(db: None) -> Card:
    return card("Breakfast", "早餐")


def card(english: str, chinese: str = "") -> Card:
    made = Card.objects.create()
    for language, title in (("en", english), ("zh-hans", chinese)):
        if title:
            CardText.objects.create(card=made, language=language, title=title, link=f"https://hotel.example/{made.pk}")
    return made


def test_a_card_goes_in_the_customers_language(chat: Conversation, lin: Agent, breakfast: Card) -> None:
    Customer.objects.update(language="zh-CN")
    chat.customer.refresh_from_db()
    message = reply_cards(chat, agent=lin, card_ids=[breakfast.pk], client_id=uuid4())
    assert (message.kind, message.text, message.state) == ("card", "早餐", "pending")
    assert message.payload["url"] == f"https://hotel.example/{breakfast.pk}"


def test_what_was_sent_stays_as_it_was(chat: Conversation, lin: Agent, breakfast: Card) -> None:
    message = reply_cards(chat, agent=lin, card_ids=[breakfast.pk], client_id=uuid4())
    CardText.objects.update(title="Dinner", link="https://evil.example/")
    message.refresh_from_db()
    assert message.payload["title"] == "Breakfast"
    assert message.payload["url"] == f"https://hotel.example/{breakfast.pk}"


def test_several_cards_at_once_are_one_message_that_leads_to_a_page_of_ours(
    chat: Conversation, lin: Agent, breakfast: Card, settings: object
) -> None:
    settings.GRATA_PUBLIC_URL = "https://chat.hotel.example"  # type: ignore[attr-defined]
    three = [breakfast.pk, card("Spa").pk, card("Late check-out").pk]
    message = reply_cards(chat, agent=lin, card_ids=three, client_id=uuid4())
    page = CardCollection.objects.get()
    assert message.payload["url"] == f"https://chat.hotel.example/cards/collections/{page.token}/"
    assert message.payload["title"] == "Breakfast and 2 more"
    assert [kept["title"] for kept in page.cards] == ["Breakfast", "Spa", "Late check-out"]
    assert Customer.objects.get().window_left == 4


def test_without_a_public_address_no_page_is_sent(
    chat: Conversation, lin: Agent, breakfast: Card, settings: object
) -> None:
    settings.GRATA_PUBLIC_URL = ""  # type: ignore[attr-defined]
    with pytest.raises(Unfit, match="public address"):
        reply_cards(chat, agent=lin, card_ids=[breakfast.pk, card("Spa").pk], client_id=uuid4())
    assert not Message.objects.filter(kind="card").exists()


def test_sent_twice_under_one_id_it_is_one_message(chat: Conversation, lin: Agent, breakfast: Card) -> None:
    client_id = uuid4()
    first, again = (reply_cards(chat, agent=lin, card_ids=[breakfast.pk], client_id=client_id) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("count", [0, 11])
def test_none_and_eleven_are_refused(chat: Conversation, lin: Agent, breakfast: Card, count: int) -> None:
    with pytest.raises(Unfit, match="one to 10"):
        reply_cards(chat, agent=lin, card_ids=[breakfast.pk] * count, client_id=uuid4())


def test_a_card_that_is_archived_or_unknown_is_refused(chat: Conversation, lin: Agent, breakfast: Card) -> None:
    Card.objects.update(archived_at="2026-11-01T00:00Z")
    for pk in (breakfast.pk, 10**9):
        with pytest.raises(Unfit, match="not on offer"):
            reply_cards(chat, agent=lin, card_ids=[pk], client_id=uuid4())


def test_whoever_is_not_in_the_chat_sends_none(chat: Conversation, marco: Agent, breakfast: Card) -> None:
    with pytest.raises(NotYours):
        reply_cards(chat, agent=marco, card_ids=[breakfast.pk], client_id=uuid4())


def test_each_card_is_one_of_the_windows_replies(chat: Conversation, lin: Agent, breakfast: Card) -> None:
    for _reply in range(5):
        reply_cards(chat, agent=lin, card_ids=[breakfast.pk], client_id=uuid4())
    with pytest.raises(NoRoom):
        reply_cards(chat, agent=lin, card_ids=[breakfast.pk], client_id=uuid4())


def test_a_channel_that_carries_no_cards_refuses_them(waiting: Conversation, lin: Agent, breakfast: Card) -> None:
    Channel.objects.update(carries=[])
    claim(waiting, agent=lin)
    with pytest.raises(Unfit, match="does not carry"):
        reply_cards(waiting, agent=lin, card_ids=[breakfast.pk], client_id=uuid4())


def test_the_list_shows_the_cards_as_the_customer_would_see_them(
    chat: Conversation, lin: Agent, breakfast: Card
) -> None:
    Customer.objects.update(language="zh-hant")
    page = signed_in(lin).get(f"/console/chats/{chat.pk}/cards/").content.decode()
    assert "早餐" in page
    assert f'data-card="{breakfast.pk}"' in page


def test_a_card_with_a_hostile_title_is_only_text(chat: Conversation, lin: Agent) -> None:
    card('"><script>alert(1)</script>')
    page = signed_in(lin).get(f"/console/chats/{chat.pk}/cards/").content.decode()
    assert "<script>" not in page


@pytest.mark.parametrize("cards", ["", "x", "1,", "1;2", "9" * 30, "-1"])
def test_what_is_no_list_of_cards_is_refused_in_words(chat: Conversation, lin: Agent, cards: str) -> None:
    answer = signed_in(lin).post(f"/console/chats/{chat.pk}/cards/", {"cards": cards, "client_id": str(uuid4())})
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_whoever_is_not_in_the_chat_sees_no_list_and_sends_nothing(
    chat: Conversation, marco: Agent, breakfast: Card
) -> None:
    address = f"/console/chats/{chat.pk}/cards/"
    browser = signed_in(marco)
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"cards": str(breakfast.pk), "client_id": str(uuid4())}).status_code == 403
    assert Client().get(address).status_code in (302, 401)
    assert browser.get("/console/chats/999999/cards/").status_code == 404
    assert not Message.objects.filter(kind="card").exists()


def test_the_list_is_searched_in_all_languages_by_all_words_in_any_case(
    chat: Conversation, lin: Agent, breakfast: Card
) -> None:
    card("Spa and sauna", "水疗")
    browser = signed_in(lin)
    for words, found in {
        "SAUNA spa": True,
        "水疗": True,
        "sauna breakfast": False,
        "%": False,
        "\x00sauna": True,
    }.items():
        page = browser.get(f"/console/chats/{chat.pk}/cards/", {"q": words}).text
        assert ("Spa and sauna" in page) is found
        assert 'data-title="Breakfast"' not in page


def test_a_card_without_the_customers_language_is_marked_and_one_for_a_stranger_is_not(
    chat: Conversation, lin: Agent, breakfast: Card
) -> None:
    card("Spa")
    browser, address = signed_in(lin), f"/console/chats/{chat.pk}/cards/"
    assert "In English" not in browser.get(address).text
    Customer.objects.update(language="zh-hans")
    page = browser.get(address).text
    assert page.count('data-mark="In English"') == 1
    assert 'data-title="早餐"' in page


def test_an_archived_card_is_on_nobodys_list(chat: Conversation, lin: Agent, breakfast: Card) -> None:
    Card.objects.update(archived_at="2026-11-01T00:00Z")
    assert "There are no cards yet" in signed_in(lin).get(f"/console/chats/{chat.pk}/cards/").text
