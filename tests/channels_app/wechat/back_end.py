"""陈晓雨 as we know her, and as somebody in WeChat's own back end sees and changes her."""

from collections.abc import Callable
from typing import Any

from channels_app.models import WeChatAccount, WeChatProfile
from channels_app.wechat import profiles
from channels_app.wechat.client import WeChatClient
from console.actions.add_tag import add_tag
from console.actions.edit_customer import edit_customer
from console.actions.remove_tag import remove_tag
from console.models import Agent
from history import queries
from history.models import Conversation, Customer, Tag
from tests.conftest import writes

XIAOYU = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
INFO, REMARK = "/cgi-bin/user/info", "/cgi-bin/user/info/updateremark"
CREATE, TAGS = "/cgi-bin/tags/create", "/cgi-bin/tags/get"
GIVE, TAKE = "/cgi-bin/tags/members/batchtagging", "/cgi-bin/tags/members/batchuntagging"


def compared() -> None:
    """The sweep has run, and the workers that it asked."""
    for customer_id in profiles.due():
        profiles.compare(customer_id)


def known() -> tuple[str, list[str]]:
    """What we call 陈晓雨, and her tags."""
    customer = Customer.objects.get(external_id=XIAOYU)
    return customer.name, [tag.name for tag in queries.tags_of(customer)]


def there(back_end: WeChatClient) -> tuple[str, list[str]]:
    """What WeChat's own back end shows of her."""
    names = {number: name for name, number in back_end.tags().items()}
    info = back_end.user_info(XIAOYU)
    return info["remark"], [names[number] for number in info["tagid_list"]]


def tags_there(back_end: WeChatClient, *names: str) -> None:
    for name in names:
        back_end.tag_add(back_end.tags().get(name) or back_end.tag_create(name), [XIAOYU])


def untags_there(back_end: WeChatClient, name: str) -> None:
    back_end.tag_remove(back_end.tags()[name], [XIAOYU])


def profile() -> WeChatProfile:
    return WeChatProfile.objects.get(customer__external_id=XIAOYU)


def is_settled() -> bool:
    return Customer.objects.get(external_id=XIAOYU).profile_stale_at is None


def tag(chat: Conversation, lin: Agent, *names: str) -> None:
    for name in names:
        add_tag(chat, agent=lin, name=name)


def untag(chat: Conversation, lin: Agent, name: str) -> None:
    remove_tag(chat, agent=lin, tag_id=Tag.objects.get(name=name).pk)


def name(chat: Conversation, lin: Agent, text: str) -> None:
    edit_customer(chat, agent=lin, field="name", value=text)


def looks_again(chat: Conversation) -> None:
    """She writes again later, so a new conversation begins."""
    Conversation.objects.filter(pk=chat.pk).update(state="closed", waiting_since=None)
    writes(WeChatAccount.objects.get(), XIAOYU, "又是我")


class Meanwhile:
    """Something happens once, just before a statement on customers' WeChat profiles that has these words."""

    def __init__(self, deed: Callable[[], None], *, before: str) -> None:
        self.deed, self.before, self.done = deed, before, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.done and sql.startswith('UPDATE "channels_app_wechatprofile"') and self.before in sql:
            self.done = True
            self.deed()
        return execute(sql, params, many, context)


def die() -> None:
    """A worker is killed."""
    raise KeyboardInterrupt


def break_down() -> None:
    """A fault of ours."""
    raise RuntimeError
