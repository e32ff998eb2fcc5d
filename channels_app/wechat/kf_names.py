"""How an identity is called at WeChat."""

import re
from string import ascii_lowercase, digits

NICKNAME_MOST = 16  # characters
DIGITS = digits + ascii_lowercase


def kf_account(identity_id: int, wechat_id: str) -> str:
    """The customer-service account of an identity, "g" and its key in base 36 before the account's WeChat ID: "g1k@hotel"."""
    return f"g{_base36(identity_id)}@{wechat_id}"


def nickname(name: str) -> str:
    """The name in 16 characters: whole words of it, or, where the first is too long, its beginning."""
    words = " ".join(name.split())
    if len(words) <= NICKNAME_MOST:
        return words
    whole = re.match(rf".{{1,{NICKNAME_MOST}}}(?= )", words)
    return whole[0] if whole else words[:NICKNAME_MOST]


def _base36(number: int) -> str:
    head = _base36(number // 36) if number >= 36 else ""
    return head + DIGITS[number % 36]
