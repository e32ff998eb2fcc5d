"""WeChat's message encryption: AES-256-CBC, padded to 32 bytes, with the account's AppID at the end."""

import base64
import os
import struct
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

BLOCK = 32  # WeChat pads to the key's size, not to the cipher's 16 bytes
PREFIX = 16  # random bytes before the length
HEADER = PREFIX + 4


class CryptoError(ValueError):
    """A text or key is not what WeChat would have sent; `reason` says in a few words what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cipher:
    """Encrypts and decrypts for one account.

    `keys` are its EncodingAESKeys, the current one first, then the previous ones: WeChat goes on using the
    previous key for a while after a change. Raises CryptoError when there is no key or one is malformed.
    """

    def __init__(self, app_id: str, keys: Sequence[str]) -> None:
        if not keys:
            raise CryptoError("no EncodingAESKey")
        self._app_id = app_id.encode("utf-8", "surrogatepass")
        self._keys = {key: _key_bytes(key) for key in keys}

    def decrypt(self, encrypt: str) -> tuple[str, str]:
        """The text inside `encrypt` (base64), and the EncodingAESKey that opened it: answer with the same one.

        Raises CryptoError, and nothing else, for every kind of damage.
        """
        sealed = _sealed_bytes(encrypt)
        errors: list[CryptoError] = []
        for key, secret in self._keys.items():
            try:
                return self._open(sealed, secret), key
            except CryptoError as error:
                errors.append(error)
        raise errors[0]

    def encrypt(self, text: str, *, key: str | None = None, random: bytes | None = None) -> str:
        """The base64 of `text` sealed with `key` (by default the current one). `random`: 16 bytes, for tests."""
        secret = self._keys[key] if key else next(iter(self._keys.values()))
        body = text.encode("utf-8", "replace")
        plain = (random or os.urandom(PREFIX)) + struct.pack(">I", len(body)) + body + self._app_id
        pad = BLOCK - len(plain) % BLOCK
        encryptor = _block_cipher(secret).encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode("ascii")

    def _open(self, sealed: bytes, secret: bytes) -> str:
        decryptor = _block_cipher(secret).decryptor()
        plain = _unpadded(decryptor.update(sealed) + decryptor.finalize())
        body, app_id = _split(plain)
        if app_id != self._app_id:
            raise CryptoError("meant for another AppID")
        return _utf8(body)


def _key_bytes(key: str) -> bytes:
    if len(key) != 43:
        raise CryptoError("an EncodingAESKey has 43 characters")
    try:
        # Tencent's own sample key is not canonical base64: its last bits are lost here, as in WeChat's decoders.
        secret = base64.b64decode(key + "=", validate=True)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise CryptoError("an EncodingAESKey has only letters and digits")
    return secret


def _sealed_bytes(encrypt: str) -> bytes:
    try:
        sealed = base64.b64decode("".join(encrypt.split()), validate=True)
    except ValueError:
        raise CryptoError("not base64") from None
    if not sealed or len(sealed) % 16:
        raise CryptoError("not whole cipher blocks")
    return sealed


def _block_cipher(secret: bytes) -> BlockCipher[modes.CBC]:
    return BlockCipher(algorithms.AES(secret), modes.CBC(secret[:16]))  # the key's head as IV is WeChat's choice


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or not plain.endswith(bytes([pad]) * pad):
        raise CryptoError("wrong padding")
    return plain[:-pad]


def _split(plain: bytes) -> tuple[bytes, bytes]:
    if len(plain) < HEADER:
        raise CryptoError("too short")
    (length,) = struct.unpack(">I", plain[PREFIX:HEADER])
    if length > len(plain) - HEADER:
        raise CryptoError("wrong length field")
    return plain[HEADER : HEADER + length], plain[HEADER + length :]


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise CryptoError("not UTF-8") from None
