"""Which customer-service accounts there should be: the rows are compared with the identities, whoever changed those and when."""

from collections.abc import Iterable
from typing import Any

from cards import pictures
from cards.rendering import best
from channels_app.models import KfAccount, WeChatAccount
from channels_app.wechat import kf_names, kf_rows
from console.avatars import AVATARS
from console.identities import avatar_name, in_use
from console.models import Identity

SPOKEN = "zh-hans"  # the language of WeChat's own users
NOTHING: dict[str, Any] = {"identity_id": None, "wanted_nickname": "", "wanted_avatar": ""}

Wanted = dict[str, Any]  # the fields of a row that say what is to become of it


def is_wanted() -> bool:
    """Whether there is anything to compare: an account that may have customer-service accounts, or had."""
    return KfAccount.objects.exists() or WeChatAccount.objects.exclude(wechat_id="").exists()


def compare() -> None:
    """Makes the rows of all accounts say what is wanted. What is new in them becomes due."""
    accounts = WeChatAccount.objects.in_bulk()
    rows: dict[int, list[KfAccount]] = {pk: [] for pk in accounts}
    for row in KfAccount.objects.all():
        rows.setdefault(row.account_id, []).append(row)
    identities = list(in_use()) if any(account.wechat_id for account in accounts.values()) else []
    for account in accounts.values():
        _compare(account, rows[account.pk], _wanted(account, identities))


def _compare(account: WeChatAccount, rows: Iterable[KfAccount], wanted: dict[str, Wanted]) -> None:
    # What is to go comes first: an account has one row for an identity, whatever WeChat ID it had before.
    for row in sorted(rows, key=lambda row: row.kf_account in wanted):
        target = wanted.pop(row.kf_account, NOTHING)
        if any(getattr(row, name) != value for name, value in target.items()):
            kf_rows.want(row, **target)
    kf_rows.add(account, wanted)


def _wanted(account: WeChatAccount, identities: Iterable[Identity]) -> dict[str, Wanted]:
    """What the account should have, by the names of the customer-service accounts. Without a WeChat ID it can have none."""
    if not account.wechat_id:
        return {}
    described = ((identity, _described(identity)) for identity in identities)
    return {kf_names.kf_account(identity.pk, account.wechat_id): found for identity, found in described if found}


def _described(identity: Identity) -> Wanted | None:
    texts = list(identity.texts.all())
    text = next((text for text in texts if text.language == SPOKEN), best(texts, ""))
    if text is None or not (nickname := kf_names.nickname(text.name)):
        return None
    digest = pictures.sha_of(avatar_name(text, texts), AVATARS)
    return {"identity_id": identity.pk, "wanted_nickname": nickname, "wanted_avatar": digest}
