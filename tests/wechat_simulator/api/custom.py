"""Customer-service messages, and the sign that somebody is typing."""

from typing import Any

from starlette.requests import Request

from tests.wechat_simulator.accounts import Account
from tests.wechat_simulator.api.calls import OK, body, caller, customer, part, route, word
from tests.wechat_simulator.refusals import RefusedError
from tests.wechat_simulator.world import Sent, World

LONGEST_TEXT = 2048  # bytes
# What the content of each other kind must have; a media_id must be one of a file of that kind.
NAMED_FIELD = {
    "image": "media_id",
    "voice": "media_id",
    "video": "media_id",
    "mpnews": "media_id",
    "mpnewsarticle": "article_id",
    "music": "musicurl",
    "news": "articles",
    "msgmenu": "list",
    "wxcard": "card_id",
    "miniprogrampage": "appid",
}
FILES = {"image", "voice", "video"}
ARTICLE_FIELDS = ("title", "description", "url", "picurl")


async def send(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    message = await body(request)
    reader = customer(world, account, message.get("touser"))
    sent = _sent(world, account, message)
    who = (account.slug, reader.openid)
    refusal = world.windows.refusal(who) if reader.subscribed else 45015
    if refusal:
        raise RefusedError(refusal)
    world.accept(*who, sent)
    return OK


async def typing(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    message = await body(request)
    who = (account.slug, customer(world, account, message.get("touser")).openid)
    _sign(world, who, message.get("command"))
    world.phones.touch(who[1])
    return OK


def _sign(world: World, who: tuple[str, str], command: object) -> None:
    if command == "CancelTyping":
        return world.typing.hide(who)
    if command != "Typing":
        raise RefusedError(45072)
    refusal = world.typing.show(who)
    if refusal:
        raise RefusedError(refusal)


def _sent(world: World, account: Account, message: dict[str, Any]) -> Sent:
    msgtype = message.get("msgtype")
    text = _text(message) if msgtype == "text" else _other(world, account, message, str(msgtype))
    return Sent(str(msgtype), text, part(message, str(msgtype)), _sender(world, account, message))


def _text(message: dict[str, Any]) -> str:
    content = word(part(message, "text"), "content")
    if not content.strip():
        raise RefusedError(44004)
    if len(content.encode()) > LONGEST_TEXT:
        raise RefusedError(45002)
    return content


def _other(world: World, account: Account, message: dict[str, Any], msgtype: str) -> str:
    name = NAMED_FIELD.get(msgtype)
    if name is None:
        raise RefusedError(40008)
    value = part(message, msgtype).get(name)
    if msgtype in FILES:
        _check_files(world, account, part(message, msgtype), msgtype)
    if not value:
        raise RefusedError(40007 if name == "media_id" else 47001)
    if msgtype == "news":
        return _article(value)
    return f"[{msgtype}] {value if isinstance(value, str) else ''}".strip()


def _check_files(world: World, account: Account, content: dict[str, Any], kind: str) -> None:
    world.materials.get(account.slug, content.get("media_id"), {kind})
    if kind == "video":
        world.materials.get(account.slug, content.get("thumb_media_id"), {"image", "thumb"})


def _article(articles: object) -> str:
    if not isinstance(articles, list):
        raise RefusedError(45162)
    if len(articles) > 1:
        raise RefusedError(45008)
    article = articles[0] if isinstance(articles[0], dict) else {}
    if not word(article, "title") or not all(isinstance(article.get(name, ""), str) for name in ARTICLE_FIELDS):
        raise RefusedError(47001)
    return f"[news] {article['title']} {article.get('url', '')}"


def _sender(world: World, account: Account, message: dict[str, Any]) -> str:
    if "customservice" not in message:
        return ""
    sender = part(message, "customservice").get("kf_account")
    world.staff.check(account, sender)
    return str(sender)


routes = [
    route("/cgi-bin/message/custom/send", "POST", send),
    route("/cgi-bin/message/custom/typing", "POST", typing),
]
