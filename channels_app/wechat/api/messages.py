"""Customer-service messages: POST /cgi-bin/message/custom/send, and the sign that somebody is typing."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from channels_app.adapters import DeliveryError
from channels_app.http import time_limit
from channels_app.wechat.api.core import SEND_PATH, Call, Core, cleaned, troubles
from channels_app.wechat.errors import SYSTEM_BUSY, Action, delivery_error, meaning

SEND_SECONDS = 18.0  # of a message with all requests that it needs; the delivery's lease must be longer
TYPING_SECONDS = 3.0
LONGEST_TEXT = 2048  # bytes of UTF-8; WeChat documents no limit, this one was measured


@dataclass(frozen=True)
class Article:
    """A card: WeChat shows one to a message. picurl: JPEG or PNG, 360x200; "" for none."""

    title: str
    description: str
    url: str
    picurl: str


class Messages(Core):
    """Each is sent in the name of `kf_account`, or in the account's own if WeChat does not take that one: then the answer
    is WeChat's refusal of the name, else None.

    MediaGone (a DeliveryError) says that the file must be uploaded again.
    """

    def send_text(self, openid: str, text: str, kf_account: str | None = None) -> DeliveryError | None:
        """At most LONGEST_TEXT bytes, and not only white space."""
        content = cleaned(text)
        _check_length(content)
        return self._send(openid, "text", {"content": content}, kf_account)

    def send_image(self, openid: str, media_id: str, kf_account: str | None = None) -> DeliveryError | None:
        """A picture that was uploaded as "image"."""
        return self._send(openid, "image", {"media_id": media_id}, kf_account)

    def send_voice(self, openid: str, media_id: str, kf_account: str | None = None) -> DeliveryError | None:
        """A recording that was uploaded as "voice"."""
        return self._send(openid, "voice", {"media_id": media_id}, kf_account)

    def send_news(self, openid: str, article: Article, kf_account: str | None = None) -> DeliveryError | None:
        """A card that opens a page."""
        card = {name: cleaned(value) for name, value in vars(article).items()}
        # a list, of exactly one: 45162 and 45008 else
        return self._send(openid, "news", {"articles": [card]}, kf_account)

    def typing(self, openid: str, on: bool) -> None:
        """Shows for 15 s that somebody types, or ends that. Nothing is raised when it does not work."""
        body = {"touser": openid, "command": "Typing" if on else "CancelTyping"}
        with suppress(DeliveryError), time_limit(TYPING_SECONDS):
            self._ask(Call("POST", "/cgi-bin/message/custom/typing", body))

    def _send(self, openid: str, msgtype: str, content: dict[str, Any], kf_account: str | None) -> DeliveryError | None:
        body = {"touser": openid, "msgtype": msgtype, msgtype: content}
        with troubles(), time_limit(SEND_SECONDS):  # which an upload may have used up before anything is written
            if kf_account:
                return self._send_named(body, kf_account)
            self._send_body(body)
        return None

    def _send_named(self, body: dict[str, Any], kf_account: str) -> DeliveryError | None:
        try:
            self._send_body({**body, "customservice": {"kf_account": kf_account}})
        except DeliveryError as error:
            if not _about_the_name(error):
                raise
            self._send_body(body)
            return error
        return None

    def _send_body(self, body: dict[str, Any]) -> None:
        answer = self.call("POST", SEND_PATH, json=body)
        if answer.get("errcode") != 0:  # an answer that does not say so is never taken for "sent"
            raise delivery_error(SYSTEM_BUSY)


def _check_length(content: str) -> None:
    if not content.strip():
        raise delivery_error(44004)
    if len(content.encode("utf-8", "replace")) > LONGEST_TEXT:
        raise delivery_error(45002)


def _about_the_name(error: DeliveryError) -> bool:
    return error.code.isdecimal() and meaning(int(error.code)).action is Action.WITHOUT_NAME
