"""Secrets as the database keeps them: sealed with a key of the server's, so that a copy of the tables gives none away.

Fernet, of the library cryptography: AES-128-CBC with HMAC-SHA-256. The newest key seals, each of them opens.
"""

import base64
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_noop as _

PREFIX = "sealed:"
PURPOSE = b"grata: secrets at rest"  # a key for this alone: what SECRET_KEY signs elsewhere says nothing about it
OPENED_MOST = 512  # kept in each process's memory, so that a webhook need not open its account's secrets again


LOST = _("The server has no key for this channel's secrets: put the old key back, or enter the secrets anew.")


class SecretLost(ObjectDoesNotExist):
    """No key of this server opens the secret. str(): a sentence in English for administrators, and nothing of the secret.

    Templates and logs that only look through a row's fields pass over an ObjectDoesNotExist.
    """

    def __init__(self) -> None:
        super().__init__(LOST)


def seal(text: str) -> str:
    """The text as it is kept. What is empty or sealed stays as it is."""
    if not text or text.startswith(PREFIX):
        return text
    return f"{PREFIX}{_fernets(_keys())[0].encrypt(text.encode()).decode()}"


def unseal(kept: str) -> str:
    """The text that was sealed. Raises SecretLost. What was never sealed is given as it is."""
    return _unsealed(kept, _keys()) if kept.startswith(PREFIX) else kept


def renew(kept: str) -> str:
    """The same secret under the newest key: what has that already stays as it is. Raises SecretLost."""
    text = unseal(kept)
    return kept if kept.startswith(PREFIX) and _is_newest(kept) else seal(text)


def _is_newest(kept: str) -> bool:
    try:
        _unsealed(kept, _keys()[:1])
    except SecretLost:
        return False
    return True


def _keys() -> tuple[str, ...]:
    """In base64, the newest first. Those made out of SECRET_KEY open what was sealed before others were given."""
    made = (_made(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return (*settings.GRATA_SECRETS_KEYS, *made)


@lru_cache(maxsize=16)
def _made(secret_key: str) -> str:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return base64.urlsafe_b64encode(derived).decode()


@lru_cache(maxsize=16)
def _fernets(keys: Sequence[str]) -> list[Fernet]:
    return [Fernet(key) for key in keys]


@lru_cache(maxsize=OPENED_MOST)
def _unsealed(kept: str, keys: tuple[str, ...]) -> str:
    try:
        return MultiFernet(_fernets(keys)).decrypt(kept.removeprefix(PREFIX)).decode()
    except (InvalidToken, ValueError):
        raise SecretLost from None
