"""From WeChat's XML to a message that can be trusted in shape, if not in content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels_app.wechat.contents import Content, read
from channels_app.wechat.nodes import text as _text
from channels_app.wechat.nodes import word as _word
from channels_app.wechat.xml import PayloadError, parse

__all__ = ["PayloadError", "WeChatMessage", "parse"]

TEXT_LIMIT = 20_000
OPENID_LIMIT = 128
EXTERNAL_ID_LIMIT = 191
YEAR_2100 = 4_102_444_800
LARGEST_MSG_ID = 20  # digits of a 64-bit number


@dataclass(frozen=True)
class WeChatMessage:
    """One message or event of a customer.

    created_at: seconds since 1970 by WeChat's clock, 0 when it is missing or absurd. kind: MsgType in lower
    case ("text", "event", …, "" when missing). event: its name in lower case, "" for messages. text: only of
    text messages, with its white space, capped at TEXT_LIMIT. raw: everything that came, for what has no field.
    """

    original_id: str
    openid: str
    created_at: int
    kind: str
    msg_id: str | None
    event: str
    event_key: str
    text: str
    raw: Mapping[str, Any]

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "WeChatMessage":
        """The message in what `parse` returned. PayloadError without an OpenID of 128 characters at most."""
        kind = _word(payload, "MsgType").lower()
        return cls(
            original_id=_word(payload, "ToUserName"),
            openid=_openid(payload),
            created_at=_seconds(_word(payload, "CreateTime")),
            kind=kind,
            msg_id=_word(payload, "MsgId") or None,
            event=_word(payload, "Event").lower() if kind == "event" else "",
            event_key=_word(payload, "EventKey"),
            text=_text(payload, "Content")[:TEXT_LIMIT] if kind == "text" else "",
            raw=payload,
        )

    @property
    def content(self) -> Content | None:
        """What is in it, by kind; None for kinds without a class of their own and for what makes no sense."""
        return read(self.kind, self.event, self.raw)

    @property
    def external_id(self) -> str:
        """The same for every delivery of this message, another for the customer's others.

        At most 191 characters.
        """
        if self.kind == "event" and self.created_at:
            key = self.event_key or _word(self.raw, "RevokeInfo")  # several permissions may be taken back in a second
            return _short(f"e:{self.openid}:{self.created_at}:{self.event}:{key}")
        if self.kind != "event" and self.msg_id:
            return _short(f"m:{self.msg_id}")
        return f"h:{_digest(json.dumps(self.raw, sort_keys=True))}"

    @property
    def provider_order(self) -> str:
        """Sorts as text in the order in which WeChat took the customer's messages."""
        digits = self.msg_id or ""
        known = digits.isascii() and digits.isdigit() and len(digits) <= LARGEST_MSG_ID
        return f"{self.created_at:011d}-{digits if known else '0':0>20}"


def _openid(payload: Mapping[str, Any]) -> str:
    # Privacy events are sent in the name of WeChat's own push service; the customer is in OpenID.
    openid = _word(payload, "OpenID") or _word(payload, "FromUserName")
    if not openid or len(openid) > OPENID_LIMIT:
        raise PayloadError("no usable FromUserName")
    return openid


def _seconds(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 11):
        return 0
    return int(digits) if int(digits) < YEAR_2100 else 0


def _short(external_id: str) -> str:
    if len(external_id) <= EXTERNAL_ID_LIMIT:
        return external_id
    return f"{external_id[:2]}{_digest(external_id)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
