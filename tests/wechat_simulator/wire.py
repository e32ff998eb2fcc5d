"""WeChat's side of the wire, written without a look at the product's: it checks it, it does not mirror it."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml import ElementTree

from tests.wechat_simulator.accounts import Account


class BadReplyError(Exception):
    """The passive reply is not one WeChat would show."""


def signature(token: str, *parts: object) -> str:
    return hashlib.sha1("".join(sorted([token, *map(str, parts)])).encode()).hexdigest()


def push(account: Account, openid: str, body: str, now: int) -> tuple[str, bytes]:
    """The query string and the body of one delivery."""
    nonce = str(secrets.randbelow(2_000_000_000))
    query = {"signature": signature(account.token, now, nonce), "timestamp": str(now), "nonce": nonce, "openid": openid}
    if not account.safe:
        return urlencode(query), body.encode()
    sealed = seal(account, body)
    query |= {"encrypt_type": "aes", "msg_signature": signature(account.token, now, nonce, sealed)}
    return urlencode(query), xml({"ToUserName": account.original_id, "Encrypt": sealed}).encode()


def xml(fields: dict[str, Any]) -> str:
    return f"<xml>{_nodes(fields)}</xml>"


def read_reply(account: Account, openid: str, answer: bytes) -> dict[str, str] | None:
    """The passive reply in the answer to a delivery, None for `success` and nothing. Raises BadReplyError."""
    if answer in (b"", b"success"):
        return None
    outer = _leaves(answer)
    inner = _leaves(_unsealed_reply(account, outer)) if account.safe else outer
    if inner.get("ToUserName") != openid or inner.get("FromUserName") != account.original_id:
        raise BadReplyError("from or to somebody else")
    if not inner.get("CreateTime", "").isdigit() or not inner.get("MsgType"):
        raise BadReplyError("CreateTime or MsgType is missing")
    if inner["MsgType"] == "text" and not inner.get("Content"):
        raise BadReplyError("no Content")
    return inner


def seal(account: Account, text: str) -> str:
    """Random, length, text and AppID, padded to 32 bytes, under AES-256-CBC, in base64."""
    content = text.encode()
    frame = b"".join([secrets.token_bytes(16), len(content).to_bytes(4, "big"), content, account.app_id.encode()])
    fill = 32 - len(frame) % 32
    encryptor = _aes(account).encryptor()
    return base64.b64encode(encryptor.update(frame + bytes([fill] * fill)) + encryptor.finalize()).decode()


def unseal(account: Account, sealed: str) -> bytes:
    try:
        decryptor = _aes(account).decryptor()
        frame = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
    except ValueError as error:
        raise BadReplyError(f"can not be decrypted: {error}") from error
    frame = frame[: -frame[-1]] if frame else b""
    end = 20 + int.from_bytes(frame[16:20], "big")
    if not frame or frame[end:] != account.app_id.encode():
        raise BadReplyError("wrong length or AppID")
    return frame[20:end]


def _unsealed_reply(account: Account, outer: dict[str, str]) -> bytes:
    try:
        sealed, signed = outer["Encrypt"], outer["MsgSignature"]
        expected = signature(account.token, outer["TimeStamp"], outer["Nonce"], sealed)
    except KeyError as error:
        raise BadReplyError(f"{error} is missing") from error
    if signed != expected:
        raise BadReplyError("wrong MsgSignature")
    return unseal(account, sealed)


def _leaves(body: bytes) -> dict[str, str]:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except (ElementTree.ParseError, ValueError) as error:
        raise BadReplyError("not XML") from error
    return {node.tag: node.text or "" for node in root}


def _nodes(fields: dict[str, Any]) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in fields.items())


def _content(value: Any) -> str:
    if isinstance(value, dict):
        return _nodes(value)
    if isinstance(value, int):
        return str(value)
    return f"<![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _aes(account: Account) -> Cipher[modes.CBC]:
    key = base64.b64decode(account.aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
