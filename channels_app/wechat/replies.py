"""Passive replies: what stands in the answer to a delivery, and costs none of the customer's replies.

Source: developers.weixin.qq.com, "Passive user reply message".
"""

import secrets
import time

from channels_app.wechat import signature
from channels_app.wechat.api.core import CONTROLS
from channels_app.wechat.crypto import Cipher


def text_reply(*, openid: str, original_id: str, text: str) -> str:
    """The XML of a text to that customer."""
    return (
        f"<xml><ToUserName>{_cdata(openid)}</ToUserName><FromUserName>{_cdata(original_id)}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>{_cdata('text')}</MsgType>"
        f"<Content>{_cdata(text)}</Content></xml>"
    )


def sealed(xml: str, *, cipher: Cipher, key: str, token: str) -> str:
    """The same, encrypted with the key that the delivery came with, and signed."""
    encrypted, timestamp, nonce = cipher.encrypt(xml, key=key), str(int(time.time())), secrets.token_hex(8)
    signed = signature.sign(token, timestamp, nonce, encrypted)
    return (
        f"<xml><Encrypt>{_cdata(encrypted)}</Encrypt><MsgSignature>{_cdata(signed)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{_cdata(nonce)}</Nonce></xml>"
    )


def _cdata(text: str) -> str:
    whole = CONTROLS.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{whole}]]>"
