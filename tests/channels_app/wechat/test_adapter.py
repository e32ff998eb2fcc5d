"""What leaves for WeChat, as WeChat sees it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from cards.models import Card, CardText
from channels_app import outbound, tasks
from channels_app.adapters import DeliveryError, MediaGone
from channels_app.http import time_limit
from channels_app.models import UploadedMedia, WeChatAccount
from channels_app.wechat import adapter
from channels_app.wechat.adapter import WeChatAdapter, client_for
from console.actions.claim import claim
from console.actions.pause_channel import pause_channel
from console.actions.reply import record
from console.actions.reply_cards import reply_cards
from console.models import Agent
from history import attachments
from history.attachments import Stored
from history.models import Conversation, Message
from history.services import Said
from tests.channels_app.wechat.files import jpeg, sound
from tests.conftest import writes
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND, UPLOAD = "/cgi-bin/message/custom/send", "/cgi-bin/media/upload"
TYPING = "/cgi-bin/message/custom/typing"


@pytest.fixture
def chat(wechat: WeChatAccount, lin: Agent, simulator: Simulator, redis_url: str, settings: Any) -> Conversation:
    """陈晓雨 has written, so that WeChat takes replies, and Lin has the chat."""
    settings.GRATA_WECHAT_API_URL, settings.REDIS_URL = simulator.url, redis_url
    settings.GRATA_PUBLIC_URL = "https://chat.hotel.example"
    adapter._tokens.cache_clear()
    simulator.say(CHEN, "你好")
    chat = writes(wechat, CHEN, "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    return chat


def picture(chat: Conversation, agent: Agent, name: str = "") -> Message:
    name = name or attachments.keep(jpeg(), extension="jpg")
    said = Said(kind="image", file=Stored(shown=name, shown_type="image/jpeg"))
    return record(chat, said, agent=agent, client_id=uuid4())


def test_a_picture_is_uploaded_once_for_all_messages_that_hold_it(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    first = picture(chat, lin)
    again = picture(chat, lin, str(first.attachment.shown.name))
    for message in (first, again):
        WeChatAdapter().send(message)
    assert (simulator.count(UPLOAD), simulator.count(SEND)) == (1, 2)
    assert [line["kind"] for line in simulator.phone(CHEN) if line["direction"] == "in"] == ["image", "image"]


def test_one_that_wechat_forgot_is_uploaded_again_once(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    message = picture(chat, lin)
    WeChatAdapter().send(message)
    UploadedMedia.objects.update(media_id="forgotten")
    WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 2
    simulator.control("faults", endpoint=SEND, errcode=40007, times=5)
    with pytest.raises(MediaGone):
        WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 3


def test_one_that_is_about_to_expire_is_uploaded_anew(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    message = picture(chat, lin)
    WeChatAdapter().send(message)
    UploadedMedia.objects.update(expires_at=timezone.now() + adapter.SAFELY)
    WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 2


def test_a_card_is_one_article_with_addresses_that_everybody_can_open(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    payload = {"title": "早餐", "teaser": "每日", "url": "https://hotel.example/", "picture": f"cards/{'a' * 64}.jpg"}
    message = record(chat, Said(kind="card", text="早餐", payload=payload), agent=lin, client_id=uuid4())
    WeChatAdapter().send(message)
    (line,) = [line for line in simulator.phone(CHEN) if line["direction"] == "in"]
    assert line["fields"]["articles"] == [
        {
            "title": "早餐",
            "description": "每日",
            "url": "https://hotel.example/",
            "picurl": f"https://chat.hotel.example/cards/pictures/{'a' * 64}.jpg",
        }
    ]


def test_a_card_that_counts_leads_over_us_and_the_record_keeps_where_it_leads(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    card = Card.objects.create()
    CardText.objects.create(card=card, language="en", title="Breakfast", link="https://hotel.example/")
    message = reply_cards(chat, agent=lin, card_ids=[card.pk], client_id=uuid4())
    WeChatAdapter().send(message)
    (line,) = _arrived(simulator)
    (article,) = line["fields"]["articles"]
    assert article["url"].startswith("https://chat.hotel.example/cards/open/")
    answer = Client().get(article["url"].removeprefix("https://chat.hotel.example"))
    assert answer.headers["Location"] == message.payload["url"] == "https://hotel.example/"
    assert Card.objects.get().opens == 1


def test_a_page_with_several_cards_is_led_to_directly(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    cards = [Card.objects.create() for _ in range(2)]
    for card in cards:
        CardText.objects.create(card=card, language="en", title="Breakfast", link="https://hotel.example/")
    message = reply_cards(chat, agent=lin, card_ids=[card.pk for card in cards], client_id=uuid4())
    WeChatAdapter().send(message)
    (line,) = _arrived(simulator)
    assert line["fields"]["articles"][0]["url"] == message.payload["url"]


def test_a_recording_reaches_the_phone(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    name = attachments.keep(sound("libmp3lame", "mp3"), extension="mp3")
    said = Said(kind="voice", file=Stored(shown=name, shown_type="audio/mpeg"))
    WeChatAdapter().send(record(chat, said, agent=lin, client_id=uuid4()))
    (line,) = _arrived(simulator)
    assert line["kind"] == "voice"


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "html"])
def test_an_upload_whose_answer_is_lost_is_simply_made_again(
    chat: Conversation, lin: Agent, simulator: Simulator, fault: str
) -> None:
    message = picture(chat, lin)
    simulator.control("faults", endpoint=UPLOAD, fault=fault)
    outbound.deliver(chat.pk)
    message.refresh_from_db()
    assert message.state == "pending"
    _due(message)
    outbound.deliver(chat.pk)
    assert [line["kind"] for line in _arrived(simulator)] == ["image"]


def test_a_picture_that_may_have_arrived_is_not_sent_twice(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    message = picture(chat, lin)
    simulator.control("faults", endpoint=SEND, fault="drop_after")
    outbound.deliver(chat.pk)
    outbound.deliver(chat.pk)
    message.refresh_from_db()
    assert (message.state, simulator.count(SEND)) == ("unconfirmed", 1)


def test_a_picture_that_was_uploaded_is_not_uploaded_again_when_only_its_message_failed(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    message = picture(chat, lin)
    simulator.control("faults", endpoint=SEND, errcode=-1)
    outbound.deliver(chat.pk)
    _due(message)
    outbound.deliver(chat.pk)
    assert (simulator.count(UPLOAD), simulator.count(SEND), len(_arrived(simulator))) == (1, 2, 1)


def test_what_expired_on_the_way_is_uploaded_again_and_sent_once(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    simulator.control("faults", endpoint=SEND, errcode=40007)
    picture(chat, lin)
    outbound.deliver(chat.pk)
    assert (simulator.count(UPLOAD), len(_arrived(simulator))) == (2, 1)
    assert UploadedMedia.objects.count() == 1


def test_one_account_does_not_use_what_another_uploaded(
    chat: Conversation, lin: Agent, simulator: Simulator, wechat_plain: WeChatAccount
) -> None:
    message = picture(chat, lin)
    UploadedMedia.objects.create(
        account=wechat_plain,
        file=str(message.attachment.shown.name),
        media_id="another's",
        expires_at=timezone.now() + timedelta(days=2),
    )
    WeChatAdapter().send(message)
    assert simulator.count(UPLOAD) == 1


def test_what_wechat_holds_no_longer_is_forgotten_here_too(
    chat: Conversation, lin: Agent, simulator: Simulator
) -> None:
    WeChatAdapter().send(picture(chat, lin))
    UploadedMedia.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    WeChatAdapter().send(picture(chat, lin))
    assert UploadedMedia.objects.count() == 1


@pytest.mark.parametrize("trouble", ["missing", "too large", "no picture"])
def test_a_file_that_can_not_go_fails_with_its_reason_and_is_never_unconfirmed(
    chat: Conversation, lin: Agent, simulator: Simulator, trouble: str
) -> None:
    message = picture(chat, lin)
    name = str(message.attachment.shown.name)
    default_storage.delete(name)
    if trouble != "missing":
        content = jpeg() + bytes(adapter.LARGEST_FILE) if trouble == "too large" else b"<html></html>"
        default_storage.save(name, ContentFile(content))
    for _ in range(3):
        _due(message)
        outbound.deliver(chat.pk)
    message.refresh_from_db()
    words = {"missing": "could not be read", "too large": "too large", "no picture": "type or size"}
    assert message.state == "failed"
    assert words[trouble] in message.error
    assert simulator.count(SEND) == 0


def test_an_upload_that_used_up_all_time_leaves_nothing_unconfirmed(
    chat: Conversation, lin: Agent, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "WHOLE_SECONDS", 0.5)
    simulator.control("faults", endpoint=UPLOAD, fault="timeout_after", seconds=5)
    with pytest.raises(DeliveryError) as caught:
        WeChatAdapter().send(picture(chat, lin))
    assert (caught.value.unconfirmed, caught.value.permanent) == (False, False)
    with time_limit(1e-9), pytest.raises(DeliveryError) as caught:
        client_for(WeChatAccount.objects.get()).send_text(CHEN, "好的")
    assert (caught.value.unconfirmed, caught.value.permanent) == (False, False)
    assert simulator.count(SEND) == 0


def test_a_kind_that_wechat_has_not_is_refused_here(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    message = picture(chat, lin)
    message.kind = "location"
    with pytest.raises(DeliveryError) as caught:
        WeChatAdapter().send(message)
    assert (caught.value.permanent, simulator.count(SEND)) == (True, 0)


@pytest.mark.parametrize("kind", ["text", "image", "card"])
def test_a_reply_is_said_in_the_agents_name(chat: Conversation, lin: Agent, simulator: Simulator, kind: str) -> None:
    account = WeChatAccount.objects.get()
    client_for(account).kf_add("lin@grata_demo", "Lin Wei")
    payload = {"title": "早餐", "url": "https://hotel.example/"} if kind == "card" else {}
    said = Said(kind=kind, text="好的", payload=payload)
    message = picture(chat, lin) if kind == "image" else record(chat, said, agent=lin, client_id=uuid4())
    adapter._send(account, message, "lin@grata_demo")
    assert [line["sender_name"] for line in _arrived(simulator)] == ["Lin Wei"]


def test_the_customer_sees_that_somebody_types(chat: Conversation, simulator: Simulator) -> None:
    WeChatAdapter().typing(chat.customer, True)
    assert _sees_typing(simulator)
    WeChatAdapter().typing(chat.customer, False)
    assert not _sees_typing(simulator)


def test_on_a_paused_account_nobody_is_seen_typing(chat: Conversation, simulator: Simulator) -> None:
    tasks.show_typing(chat.pk)
    assert simulator.count(TYPING) == 1
    pause_channel(chat.customer.channel, reason="Something.")
    for chat_id in (chat.pk, 2**63 - 1):
        tasks.show_typing(chat_id)
    assert simulator.count(TYPING) == 1


def _arrived(simulator: Simulator) -> list[dict[str, Any]]:
    return [line for line in simulator.phone(CHEN) if line["direction"] == "in"]


def _sees_typing(simulator: Simulator) -> bool:
    return bool(simulator.get("/phone/messages", openid=CHEN)["typing_seconds"])


def _due(message: Message) -> None:
    Message.objects.filter(pk=message.pk, state="pending").update(due_at=timezone.now())
