"""The account of a delivery, and of a reply: each begins with this."""

from channels_app.models import WeChatAccount
from history.prepared import ask, columns, read

ALL = f"""
SELECT {columns(WeChatAccount)} FROM channels_app_wechataccount
JOIN history_channel ON history_channel.id = channel_ptr_id
"""  # noqa: S608 - our own columns
BY_SLUG = f"{ALL} WHERE slug = %(slug)s::text AND kind = 'wechat'"
BY_CHANNEL = f"{ALL} WHERE channel_ptr_id = %(channel)s::bigint"


def by_slug(slug: str) -> WeChatAccount | None:
    """The account whose address has that slug."""
    return next((read(WeChatAccount, row) for row in ask(BY_SLUG, {"slug": slug})), None)


def by_channel(channel_id: int) -> WeChatAccount:
    """The account that the channel is."""
    (row,) = ask(BY_CHANNEL, {"channel": channel_id})
    return read(WeChatAccount, row)
