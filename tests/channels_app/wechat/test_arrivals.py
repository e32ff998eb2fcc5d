"""Each kind of message that WeChat delivers, as it stands in the record."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from channels_app.models import WeChatAccount
from history.models import Attachment, Conversation, Customer, Message
from tests.channels_app.wechat.deliveries import answer, message_of, post_sealed, text_message
from tests.together import at_once

LONG = "长" * 30_000


@pytest.fixture(autouse=True)
def _wechat(wechat: WeChatAccount) -> None:
    """The account is there."""


def arrived(kind: str, **nodes: Any) -> Message:
    """The message in the record, after WeChat delivered it three times."""
    account = WeChatAccount.objects.get()
    assert {answer(post_sealed(account, message_of(kind, **nodes))) for _ in range(3)} == {"success"}
    return Message.objects.get()


def window() -> tuple[bool, bool]:
    """Whether the whole window is open, and the brief one."""
    customer = Customer.objects.get()
    return customer.window_left > 0, customer.brief_left > 0


def test_a_text_opens_the_whole_window() -> None:
    message = arrived("text", Content=" 你好 /::) ")
    assert (message.kind, message.text, message.payload) == ("text", " 你好 /::) ", {})
    assert window() == (True, False)


def test_a_tap_on_an_option_opens_the_brief_window_only() -> None:
    assert arrived("text", Content="满意", bizmsgmenuid="101").text == "满意"
    assert window() == (False, True)


def test_what_wechat_does_not_pass_on_is_known_as_such() -> None:
    message = arrived("text", Content="【收到不支持的消息类型，暂无法显示】")
    assert (message.kind, message.text, message.payload) == ("other", "", {"type": "unsupported"})


@pytest.mark.parametrize(
    ("kind", "nodes", "source"),
    [
        ("image", {"MediaId": "m-1", "PicUrl": "http://mmbiz.qpic.cn/a"}, {"media_id": "m-1"}),
        ("voice", {"MediaId": "m-1", "Format": "AMR"}, {"media_id": "m-1"}),
        ("voice", {"MediaId16K": "m-16", "Format": "speex"}, {"media_id": "m-16"}),
        (
            "voice",
            {"MediaId": "m-1", "MediaId16K": "m-16", "Format": "amr"},
            {"media_id": "m-16", "instead": {"media_id": "m-1"}},
        ),
        ("video", {"MediaId": "m-1", "ThumbMediaId": "t-1"}, {"media_id": "m-1"}),
        ("shortvideo", {"MediaId": "m-1", "ThumbMediaId": "t-1"}, {"media_id": "m-1"}),
    ],
)
def test_a_file_is_expected_for_three_days(kind: str, nodes: dict[str, Any], source: dict[str, Any]) -> None:
    message, file = arrived(kind, **nodes), Attachment.objects.get()
    assert (message.kind, file.message_id) == (kind.removeprefix("short"), message.pk)
    assert (file.state, file.source, file.attempts) == ("expected", source, 0)
    assert file.expires_at is not None
    assert timedelta(days=2, hours=23) < file.expires_at - timezone.now() <= timedelta(days=3)
    assert Conversation.objects.get().last_words == f"[{message.kind}]"


def test_a_location_a_link_a_file_and_an_app_page_are_shown_with_what_they_say() -> None:
    place = {"Location_X": "31.230416", "Location_Y": "121.473701", "Scale": "16", "Label": "人民大道"}
    page = {"Title": "公告", "Description": "关于", "Url": "https://example.com/a"}
    for number, (kind, nodes, expected) in enumerate(
        [
            ("location", place, ("人民大道", {"latitude": 31.230416, "longitude": 121.473701, "scale": 16.0})),
            ("link", page, ("公告", {"url": "https://example.com/a", "description": "关于"})),
            ("file", {"Title": "合同.pdf", "FileTotalLen": "204800"}, ("合同.pdf", {"size": 204_800})),
            ("miniprogrampage", {"Title": "我的订单", "PagePath": "pages/a"}, ("我的订单", {})),
        ]
    ):
        post_sealed(WeChatAccount.objects.get(), message_of(kind, **nodes, MsgId=number))
        message = Message.objects.latest("pk")
        assert message.kind == {"miniprogrampage": "app_page"}.get(kind, kind)
        assert (message.text, message.payload) == expected
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("kind", "nodes"),
    [
        ("image", {"PicUrl": "http://mmbiz.qpic.cn/a"}),
        ("voice", {"MediaId": "a b"}),
        ("video", {"MediaId": "媒体"}),
        ("shortvideo", {"MediaId": "m" * 400}),
        ("location", {"Location_X": "91", "Location_Y": "0"}),
        ("link", {"Url": "javascript:alert(1)"}),
        ("hologram", {"Content": "?"}),
    ],
)
def test_what_makes_no_sense_is_a_message_all_the_same(kind: str, nodes: dict[str, Any]) -> None:
    message = arrived(kind, **nodes)
    assert (message.kind, message.payload["type"]) == ("other", kind)
    assert message.payload["raw"].items() >= nodes.items()
    assert not Attachment.objects.exists()


def test_however_much_comes_little_is_kept_of_what_nobody_knows() -> None:
    message = arrived("hologram", **{f"Node{number}": LONG[:900] for number in range(60)}, Inner={"A": LONG[:900]})
    assert len(str(message.payload)) < 20_000


def test_a_link_that_is_no_web_address_leads_nowhere() -> None:
    assert arrived("link", Title="公告", Url="javascript:alert(1)").payload == {"url": "", "description": ""}


@pytest.mark.django_db(transaction=True)
def test_fifteen_recordings_in_one_second_with_one_id_are_fifteen_messages() -> None:
    account = WeChatAccount.objects.get()
    letters = [message_of("voice", openid=f"o{number}", MediaId=f"m-{number}", Format="amr") for number in range(15)]
    for _delivery in range(3):
        answers = at_once([partial(post_sealed, account, xml) for xml in letters])
        assert {answer(one) for one in answers} == {"success"}
    assert Message.objects.count() == Customer.objects.count() == Conversation.objects.count() == 15
    sources = {file.source["media_id"]: file.message.customer.external_id for file in Attachment.objects.all()}
    assert sources == {f"m-{number}": f"o{number}" for number in range(15)}


def test_a_text_after_a_file_keeps_their_order(wechat: WeChatAccount) -> None:
    post_sealed(wechat, text_message("看这个").replace("<MsgId>1<", "<MsgId>3<"))
    post_sealed(wechat, message_of("image", MediaId="m-1", MsgId=2))
    assert [message.kind for message in Message.objects.order_by("position")] == ["image", "text"]
