"""WeChat's callback: GET verifies the address, POST delivers. Answered only after the message is stored.

Source of all that stands here about WeChat: developers.weixin.qq.com, "Message push" and "Encryption".
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels_app import inbound
from channels_app.inbound import Inbound, InboundUnavailable, Noted
from channels_app.models import WeChatAccount
from channels_app.sealing import SecretLost
from channels_app.wechat import accounts, arrivals, naming, replies, signature, unread
from channels_app.wechat.crypto import Cipher, CryptoError
from channels_app.wechat.payloads import PayloadError, WeChatMessage, parse
from history.models import Message

log = logging.getLogger(__name__)

BODY_MOST = 256 * 1024


@dataclass(frozen=True)
class Opened:
    """A delivery's XML, and the EncodingAESKey that opened it; "" when it came in plain text."""

    payload: dict[str, Any]
    key: str = ""


class Foreign(Exception):
    """The delivery is not for this account, or not from WeChat. `str()` says which check failed, and nothing secret."""


class Unreadable(Exception):
    """The delivery is WeChat's, but there is no message that we understand in it.

    identity: the same whenever it is delivered again, which a ciphertext is not; "" if nothing of it could be read.
    sender: the OpenID of whom it is from, likewise.
    """

    def __init__(self, reason: str, *, identity: str = "", sender: str = "") -> None:
        super().__init__(reason)
        self.identity = identity
        self.sender = sender


@csrf_exempt
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, slug: str) -> HttpResponse:
    """The address that is entered in WeChat's back end."""
    account = accounts.by_slug(slug)
    if account is None:
        return HttpResponseNotFound("No such account.", content_type="text/plain")
    try:
        return _verify(request, account) if request.method == "GET" else _receive(request, account)
    except Foreign as error:
        log.warning("WeChat delivery for %s refused: %s", slug, error)
        return HttpResponseForbidden(str(error), content_type="text/plain")
    except SecretLost:
        log.error("WeChat delivery for %s not taken: no key opens the account's secrets", slug)
        return HttpResponse("Not stored; send it again.", status=500, content_type="text/plain")


def _verify(request: HttpRequest, account: WeChatAccount) -> HttpResponse:
    _check(request, account, "signature")
    return HttpResponse(request.GET.get("echostr", ""), content_type="text/plain")


def _receive(request: HttpRequest, account: WeChatAccount) -> HttpResponse:
    if _too_large(request):
        return HttpResponse("The body is too large.", status=413, content_type="text/plain")
    try:
        opened = _opened(request, account)
        answer = _store(account, WeChatMessage.from_payload(opened.payload))
    except (Unreadable, PayloadError) as error:
        known = {name: getattr(error, name, "") for name in ("identity", "sender")}
        unread.keep(account, request.body, str(error), **known)
    except InboundUnavailable:
        return HttpResponse("Not stored; send it again.", status=500, content_type="text/plain")
    else:
        return _answer(account, opened, answer)
    return HttpResponse("success", content_type="text/plain")


def _answer(account: WeChatAccount, opened: Opened, answer: Message | None) -> HttpResponse:
    """A greeting goes in the answer to the delivery, in the envelope in which that came."""
    if answer is None:
        return HttpResponse("success", content_type="text/plain")
    openid = answer.customer.external_id
    xml = replies.text_reply(openid=openid, original_id=account.original_id, text=answer.text)
    if opened.key:
        cipher = Cipher(account.app_id, account.aes_keys)
        xml = replies.sealed(xml, cipher=cipher, key=opened.key, token=account.token)
    return HttpResponse(xml, content_type="text/xml; charset=utf-8")


def _too_large(request: HttpRequest) -> bool:
    try:
        return len(request.body) > BODY_MOST
    except RequestDataTooBig:
        return True


def _opened(request: HttpRequest, account: WeChatAccount) -> Opened:
    """The message's XML, whatever envelope it came in. Raises Foreign, and Unreadable or PayloadError once it is authentic."""
    if request.GET.get("encrypt_type", "raw") != "aes":
        return Opened(_plain(request, account))
    try:
        sealed = parse(request.body).get("Encrypt")
    except PayloadError as error:
        # Nothing but the ciphertext is signed, so a body without one is nobody's.
        raise Foreign("No <Encrypt> to verify.") from error
    if not isinstance(sealed, str):
        raise Foreign("No <Encrypt> to verify.")
    _check(request, account, "msg_signature", sealed)
    text, key = _decrypted(account, sealed, request.body)
    return Opened(parse(text.encode()), key)


def _plain(request: HttpRequest, account: WeChatAccount) -> dict[str, Any]:
    # The plain signature does not cover the body, so an account that can have better accepts nothing less.
    if account.mode != WeChatAccount.Mode.PLAIN:
        raise Foreign("This account takes encrypted messages only.")
    _check(request, account, "signature")
    return parse(request.body)


def _check(request: HttpRequest, account: WeChatAccount, name: str, *parts: str) -> None:
    given = [request.GET.get(part, "") for part in ("timestamp", "nonce")]
    if not signature.verify(request.GET.get(name, ""), account.token, *given, *parts):
        raise Foreign("The signature is wrong.")


def _decrypted(account: WeChatAccount, sealed: str, body: bytes) -> tuple[str, str]:
    try:
        return Cipher(account.app_id, account.aes_keys).decrypt(sealed)
    except CryptoError as error:
        if "AppID" in error.reason:
            unread.keep(account, body, error.reason)
            raise Foreign("The message is for another AppID.") from error
        raise Unreadable(error.reason) from error


def _store(account: WeChatAccount, message: WeChatMessage) -> Message | None:
    """The greeting that answers the message, if there is one. Raises Unreadable for an event that is nobody's and unknown."""
    who: dict[str, Any] = {
        "channel": account,
        "customer_id": message.openid,
        "name": naming.automatic(message.openid),
    }
    if message.kind == "event":
        _note(message, who)
        return None
    arrived = Inbound(**who, received=arrivals.received(message), answers_at_once=True)
    return inbound.receive(arrived).answer


def _note(message: WeChatMessage, who: dict[str, Any]) -> None:
    arrival = arrivals.happened(message)
    if not inbound.note(Noted(**who, event=arrival.event, **arrival.effects)) and not arrival.is_known:
        identity = f"{message.openid} {message.external_id}"
        raise Unreadable(f"event {message.event}", identity=identity, sender=message.openid)
