"""The accounts and customers this WeChat knows at first."""

import json
import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """An Official Account. Without an EncodingAESKey it is in plain mode, with one in safe mode.

    wechat_id: what the names of its kf accounts end in. refused_ip: the address from which we seem to call and which
    is not in the allow-list, "" when all is well. verified, kf_enabled: whether those APIs are open to it.
    """

    slug: str
    original_id: str
    app_id: str
    token: str = field(repr=False)
    app_secret: str = field(default="demo-app-secret", repr=False)
    aes_key: str = field(default="", repr=False)
    wechat_id: str = "grata_demo"
    refused_ip: str = ""
    verified: bool = True
    kf_enabled: bool = True

    @property
    def safe(self) -> bool:
        return bool(self.aes_key)


@dataclass
class Customer:
    """A person as one account knows them; the name is only on their phone, WeChat tells nobody."""

    account: str
    openid: str
    name: str
    subscribed: bool = True
    remark: str = ""
    tags: list[int] = field(default_factory=list)


DEMO = (
    Account(
        "demo",
        "gh_demo00000001",
        "wx00000000000demo1",
        "demo-token",
        aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    ),
    Account("demo-plain", "gh_demo00000002", "wx00000000000demo2", "demo-plain-token", wechat_id="grata_demo_shop"),
)

CAST = (
    ("demo", "oGr4TaXy5kZq8Wm2Lc7VbN1sChen", "陈晓雨"),
    ("demo", "oGr4TaB7mPq3Rk9Yd5HxE2wZWang", "王建国"),
    ("demo", "oGr4TaK2vNs6Jt8Qf4LzU1yMPuis", "黃佩珊"),
    ("demo-plain", "oPl8NaXy5kZq8Wm2Lc7VbN1sChen", "陈晓雨"),
    ("demo-plain", "oPl8NaB7mPq3Rk9Yd5HxE2wZWang", "王建国"),
    ("demo-plain", "oPl8NaK2vNs6Jt8Qf4LzU1yMPuis", "黃佩珊"),
)


def known_accounts() -> dict[str, Account]:
    """The accounts of SIMULATOR_ACCOUNTS (a JSON list of Account's fields), else the demo ones, by slug."""
    described = os.environ.get("SIMULATOR_ACCOUNTS", "")
    accounts = [Account(**fields) for fields in json.loads(described)] if described else DEMO
    return {account.slug: account for account in accounts}


def first_customers() -> dict[tuple[str, str], Customer]:
    """The cast, by account and OpenID."""
    return {(account, openid): Customer(account, openid, name) for account, openid, name in CAST}
