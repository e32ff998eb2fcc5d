"""Signatures by the Standard Webhooks rules, over bodies of any kind."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import floor

from standardwebhooks.webhooks import Webhook, WebhookVerificationError, hmac_data

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
ID_MOST = 128
PREFIX = "whsec_"
KEY_LEAST, KEY_MOST = 24, 64  # bytes, as the rules want them


class NotSigned(Exception):
    """The request is not the site's, or too old, or from the future."""


class _Bytes(Webhook):
    """The library signs text only, and a form with a file is none: here each letter of a text stands for one byte."""

    def sign(self, msg_id: str, timestamp: datetime, data: str) -> str:
        seconds = floor(timestamp.replace(tzinfo=UTC).timestamp())
        signature = hmac_data(self._whsecret, f"{msg_id}.{seconds}.".encode() + data.encode("latin-1"))
        return f"v1,{base64.b64encode(signature).decode()}"


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> str:
    """The webhook's id, if one of the secrets has signed the body within the last five minutes. Raises NotSigned."""
    given = {name: headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE)}
    if not any(_is_signed(body, given, secret) for secret in secrets):
        raise NotSigned
    if len(given[ID]) > ID_MOST or not given[ID].isascii() or not given[ID].isprintable():
        raise NotSigned
    return given[ID]


def headers(body: bytes, *, webhook_id: str, secrets: Sequence[str]) -> dict[str, str]:
    """The headers that sign the body now: one signature by each of the secrets, so that the site may know any of them."""
    now = datetime.now(UTC)
    text = body.decode("latin-1")
    signatures = [_Bytes(secret).sign(webhook_id, now, text) for secret in secrets]
    return {ID: webhook_id, TIMESTAMP: str(floor(now.timestamp())), SIGNATURE: " ".join(signatures)}


def is_secret(value: str) -> bool:
    """Whether it is a secret as the rules want it: whsec_ and 24 to 64 bytes in base64."""
    try:
        key = base64.b64decode(value.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return value.startswith(PREFIX) and KEY_LEAST <= len(key) <= KEY_MOST


def _is_signed(body: bytes, given: dict[str, str], secret: str) -> bool:
    try:
        _Bytes(secret).verify(body.decode("latin-1"), given, json_parse=False)
    except (WebhookVerificationError, ValueError):  # of odd signatures the library raises ValueError
        return False
    return True
