"""What WeChat delivers to a callback, and what stays of it."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.core.management.utils import get_random_secret_key
from django.test import Client

from channels_app.models import KeptDelivery, WeChatAccount
from channels_app.wechat import signature
from channels_app.wechat.crypto import Cipher
from history.models import Message

OPENID = "oXiaoyu"


def text_message(text: str, *, openid: str = OPENID) -> str:
    """The XML of a text."""
    return body_of(
        ToUserName="gh_x", FromUserName=openid, CreateTime=1_763_900_000, MsgType="text", Content=text, MsgId=1
    )


def message_of(kind: str, *, openid: str = OPENID, **nodes: object) -> str:
    """The XML of a message of that kind."""
    head = {"ToUserName": "gh_x", "FromUserName": openid, "CreateTime": 1_763_900_000, "MsgType": kind, "MsgId": 1}
    return body_of(**{**head, **nodes})


def event_of(name: str, *, openid: str = OPENID, **nodes: object) -> str:
    """The XML of an event."""
    head = {"ToUserName": "gh_x", "FromUserName": openid, "CreateTime": 1_763_900_000, "MsgType": "event"}
    return body_of(**{**head, "Event": name, **nodes})


def body_of(**nodes: object) -> str:
    """XML with those nodes; a dict's are inside its own."""
    return f"<xml>{_nodes(nodes)}</xml>"


def _nodes(nodes: Mapping[str, object]) -> str:
    return "".join(f"<{name}>{_inside(value)}</{name}>" for name, value in nodes.items())


def _inside(value: object) -> str:
    return _nodes(value) if isinstance(value, dict) else escape(str(value))


def envelope(sealed: str, around: str = "<xml><ToUserName>gh_x</ToUserName>") -> str:
    """The XML around a ciphertext."""
    return f"{around}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def signed(account: WeChatAccount, sealed: str = "") -> dict[str, str]:
    """The query with which WeChat delivers; with `sealed`, that of an encrypted message."""
    query = {"timestamp": "1763900000", "nonce": get_random_secret_key()[:8]}
    query["signature"] = signature.sign(account.token, *query.values())
    if not sealed:
        return query
    parts = (account.token, query["timestamp"], query["nonce"], sealed)
    return query | {"encrypt_type": "aes", "msg_signature": signature.sign(*parts)}


def post_plain(account: WeChatAccount, xml: str) -> Any:
    """The answer to a delivery in plain mode."""
    return post(account, signed(account), xml)


def post_sealed(account: WeChatAccount, xml: str, around: str = "<xml>") -> Any:
    """The answer to a delivery in safe mode, or with plain nodes `around` it in compatible mode."""
    sealed = Cipher(account.app_id, account.aes_keys).encrypt(xml)
    return post(account, signed(account, sealed), envelope(sealed, around))


def post(account: WeChatAccount, query: dict[str, str], body: str | bytes) -> Any:
    """The answer to whatever somebody delivers."""
    data = body.encode() if isinstance(body, str) else body
    url = f"/channels/wechat/{account.slug}/"
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return browser.post(url, data, content_type="text/xml", query_params=query)


def answer(response: Any) -> str:
    """The words of an answer that WeChat takes for a yes."""
    assert response.status_code == 200
    return str(response.text)


def nothing_is_left() -> None:
    """Neither stored nor kept."""
    assert not Message.objects.exists()
    assert not KeptDelivery.objects.exists()
