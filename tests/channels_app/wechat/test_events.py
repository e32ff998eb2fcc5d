"""Each event that WeChat delivers: what we call it, and what follows from it."""

from typing import Any

import pytest

from channels_app.models import KeptDelivery, WeChatAccount
from history.models import Conversation, Customer, Message
from tests.channels_app.wechat.deliveries import OPENID, answer, event_of, post_sealed, text_message

HERE = {"latitude": 31.2, "longitude": 121.4, "precision": 40.0}
PRESSED = {"ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "https://x.test/7"}}


@pytest.fixture(autouse=True)
def _wechat(wechat: WeChatAccount) -> None:
    """The account is there."""


@pytest.fixture
def known() -> Customer:
    """陈晓雨 wrote, a while ago: her window is over."""
    assert answer(post_sealed(WeChatAccount.objects.get(), text_message("你好"))) == "success"
    Customer.objects.update(window_left=0)
    return Customer.objects.get()


def happens(event: str, **nodes: Any) -> None:
    """WeChat delivers an event three times."""
    account = WeChatAccount.objects.get()
    assert {answer(post_sealed(account, event_of(event, **nodes))) for _ in range(3)} == {"success"}


def lines() -> list[dict[str, Any]]:
    return [line.payload for line in Message.objects.filter(kind="event")]


@pytest.mark.parametrize(
    ("event", "nodes", "line", "opens"),
    [
        ("subscribe", {}, {"event": "followed", "scene": ""}, True),
        ("subscribe", {"EventKey": "qrscene_lobby"}, {"event": "followed", "scene": "lobby"}, True),
        ("unsubscribe", {}, {"event": "left"}, False),
        ("SCAN", {"EventKey": "lobby", "Ticket": "gQ"}, {"event": "scanned", "scene": "lobby"}, True),
        ("CLICK", {"EventKey": "help"}, {"event": "menu_pressed", "key": "help"}, True),
        ("scancode_push", {"EventKey": "k", **PRESSED}, {"event": "menu_pressed", "key": "k"}, True),
        ("scancode_waitmsg", {"EventKey": "k"}, {"event": "menu_pressed", "key": "k"}, True),
        ("VIEW", {"EventKey": "https://x.test/"}, {"event": "menu_link", "key": "https://x.test/"}, False),
        ("view_miniprogram", {"EventKey": "pages/a"}, {"event": "menu_link", "key": "pages/a"}, False),
        ("pic_sysphoto", {"EventKey": "k"}, {"event": "menu_sent", "key": "k"}, False),
        ("pic_photo_or_album", {"EventKey": "k"}, {"event": "menu_sent", "key": "k"}, False),
        ("pic_weixin", {"EventKey": "k"}, {"event": "menu_sent", "key": "k"}, False),
        ("location_select", {"EventKey": "k"}, {"event": "menu_sent", "key": "k"}, False),
        ("kf_create_session", {"KfAccount": "a@b"}, {"event": "session_elsewhere", "what": "opened"}, False),
        ("kf_close_session", {"KfAccount": ""}, {"event": "session_elsewhere", "what": "closed"}, False),
        ("kf_switch_session", {"ToKfAccount": "a@b"}, {"event": "session_elsewhere", "what": "moved"}, False),
    ],
)
def test_what_a_customer_did_is_one_line_in_their_chat(
    known: Customer, event: str, nodes: dict[str, Any], line: dict[str, Any], opens: bool
) -> None:
    happens(event, **nodes)
    assert lines() == [line]
    known.refresh_from_db()
    assert (known.brief_left > 0) is opens
    assert known.window_left == 0
    assert (known.left_at is not None) is (event == "unsubscribe")
    assert Conversation.objects.get().unanswered == 1
    assert not KeptDelivery.objects.exists()


def test_whoever_comes_back_has_not_left_any_more(known: Customer) -> None:
    happens("unsubscribe")
    happens("subscribe", CreateTime=1_763_900_009)
    known.refresh_from_db()
    assert known.left_at is None
    assert [line["event"] for line in lines()] == ["left", "followed"]


@pytest.mark.parametrize("event", ["subscribe", "SCAN", "CLICK", "scancode_push"])
def test_a_stranger_who_lets_us_write_is_remembered(event: str) -> None:
    happens(event, EventKey="k")
    customer = Customer.objects.get()
    assert (customer.external_id, customer.brief_left) == (OPENID, 3)
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("event", ["unsubscribe", "VIEW", "pic_weixin", "kf_close_session", "user_info_modified"])
def test_of_other_strangers_nothing_stays(event: str) -> None:
    happens(event, EventKey="k")
    assert not Customer.objects.exists()
    assert not KeptDelivery.objects.exists()


def test_where_a_customer_is_is_known_and_no_line() -> None:
    happens("LOCATION", Latitude="31.2", Longitude="121.4", Precision="40")
    assert Customer.objects.get().place == HERE
    post_sealed(WeChatAccount.objects.get(), text_message("我到了"))
    happens("LOCATION", Latitude="31.3", Longitude="121.4", Precision="40", CreateTime=1_763_900_009)
    customer = Customer.objects.get()
    assert customer.place == HERE | {"latitude": 31.3}
    assert lines() == []


@pytest.mark.parametrize("north", ["91", "nan", ""])
def test_a_place_that_is_none_on_earth_is_not_believed(known: Customer, north: str) -> None:
    happens("LOCATION", Latitude=north, Longitude="0")
    known.refresh_from_db()
    assert known.place is None
    assert lines() == []


@pytest.mark.parametrize(
    ("event", "codes", "forgets"),
    [
        ("user_authorization_revoke", "205", False),
        ("user_authorization_revoke", "205,206", True),
        ("user_authorization_revoke", "2066 999", False),
        ("user_authorization_cancellation", "", True),
        ("user_info_modified", "", False),
        ("user_info_modified", "206", True),
    ],
)
def test_a_permission_that_was_taken_back_is_heeded(known: Customer, event: str, codes: str, forgets: bool) -> None:
    happens("LOCATION", Latitude="31.2", Longitude="121.4", Precision="40")
    happens(event, openid="o_wechat_push_service", OpenID=OPENID, RevokeInfo=codes)
    known.refresh_from_db()
    assert (known.place is None) is forgets
    assert (known.placed_at is None) is forgets
    assert lines() == [{"event": "permission_withdrawn"}]
    assert Customer.objects.count() == 1


def test_two_permissions_taken_back_in_one_second_are_both_heeded(known: Customer) -> None:
    happens("LOCATION", Latitude="31.2", Longitude="121.4", Precision="40")
    happens("user_authorization_revoke", openid="o_service", OpenID=OPENID, RevokeInfo="205")
    happens("user_authorization_revoke", openid="o_service", OpenID=OPENID, RevokeInfo="206")
    known.refresh_from_db()
    assert known.place is None


def test_an_event_that_nobody_knows_is_a_line_of_those_we_know(known: Customer) -> None:
    happens("Poll_Answered", Choice="2", Much="长" * 900)
    (line,) = lines()
    assert (line["event"], line["type"]) == ("unknown", "poll_answered")
    assert line["raw"]["Choice"] == "2"
    assert len(str(line)) < 20_000
    assert not KeptDelivery.objects.exists()


def test_of_a_stranger_it_is_kept_once_although_every_delivery_is_sealed_anew() -> None:
    happens("Poll_Answered", Choice="2")
    assert KeptDelivery.objects.get().reason == "event poll_answered"
    assert not Customer.objects.exists()


def test_however_much_an_event_says_little_is_kept(known: Customer) -> None:
    happens("Poll_Answered", Much="长" * 30_000)
    assert len(str(lines())) < 20_000


def test_no_value_of_an_event_is_long(known: Customer) -> None:
    long = "长" * 9_000
    happens("CLICK", EventKey=long, ScanCodeInfo={"ScanResult": long})
    happens("kf_create_session", KfAccount=long)
    happens("view_miniprogram", EventKey=long)
    assert len(lines()) == 3
    assert max(len(value) for line in lines() for value in line.values()) <= 500
