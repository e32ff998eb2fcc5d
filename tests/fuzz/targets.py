"""What reads bytes from outside, each as a function that raises nothing unless something is wrong with us."""

import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

from django.test import RequestFactory

from channels_app.webchat.hooks import reading, signing
from channels_app.webchat.hooks.problems import Problem
from channels_app.wechat import arrivals, signature
from channels_app.wechat.crypto import Cipher, CryptoError
from channels_app.wechat.payloads import PayloadError, WeChatMessage, parse
from console.media import documents, sniff
from console.media.errors import NotReadable

APP_ID, KEY = "wx00000000000demo1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET = "whsec_ZGVtby13ZWJob29rLXNlY3JldC1vZi0zMi1ieXRlcyE="
EDGE = "edge"


def xml(data: bytes) -> None:
    """What WeChat delivers: out of it comes a message that can be stored as JSON, or a refusal."""
    with suppress(PayloadError):
        message = WeChatMessage.from_payload(parse(data))
        json.dumps(message.raw).encode()
        assert len(message.external_id) <= 191
        if message.kind == "event":
            arrivals.happened(message)
        else:
            arrivals.received(message)


def sealed(data: bytes) -> None:
    """A ciphertext."""
    with suppress(CryptoError):
        Cipher(APP_ID, [KEY]).decrypt(data.decode("latin-1"))


def envelope(data: bytes) -> None:
    """What stands in a ciphertext, as whoever knew the key would write it."""
    cipher = Cipher(APP_ID, [KEY])
    text, _key = cipher.decrypt(cipher.encrypt(data.decode(errors="replace")))
    xml(text.encode())


def signatures(data: bytes) -> None:
    """Of WeChat and of sites: none of them is ours."""
    text = data.decode("latin-1")
    assert not signature.verify(text, "token", "1", "2")
    headers = {signing.ID: text, signing.TIMESTAMP: text, signing.SIGNATURE: text}
    with suppress(signing.NotSigned):
        signing.verify(data, headers, [SECRET])
        raise AssertionError("That was not signed.")


def webhook(data: bytes) -> None:
    """The JSON that a site posts."""
    _read(data, reading.JSON)


def form(data: bytes) -> None:
    """The form with a file that a site posts."""
    _read(data, f"{reading.FORM}; boundary={EDGE}")


def _read(data: bytes, content_type: str) -> None:
    request = RequestFactory().post("/", data, content_type=content_type)
    with suppress(Problem):
        posted = reading.read(request, data, media_hosts=["files.example.com"])
        assert "\0" not in f"{posted.text}{posted.name}{posted.visitor}"


def document(data: bytes) -> None:
    """A customer's document."""
    with suppress(NotReadable):
        assert documents.identify(BytesIO(data)).extensions


def kind(data: bytes) -> None:
    """What a file is."""
    assert "/" in sniff.kind(data[: sniff.HEAD])


# Something of the right shape, from which to go on.
SEEDS = {
    "xml": b"<xml><FromUserName>o</FromUserName><MsgType><![CDATA[text]]></MsgType><Content>x</Content><MsgId>1</MsgId></xml>",
    "envelope": b"<xml><FromUserName>o</FromUserName><MsgType>event</MsgType><Event>LOCATION</Event></xml>",
    "sealed": b"QUJDREVGR0hJSktMTU5PUA==",
    "webhook": b'{"id": "m", "visitor": {"id": "v", "email": "a@b.example"}, "type": "text", "text": "x"}',
    "form": b'--edge\r\nContent-Disposition: form-data; name="message"\r\n\r\n{}\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nGIF89a\r\n--edge--\r\n',
    "document": b"%PDF-1.7",
}

TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (xml, sealed, envelope, signatures, webhook, form, document, kind)
}
