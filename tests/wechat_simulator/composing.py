"""The nodes of customers' messages and events, from what a person would choose on a phone.

Messages: {"kind": "text", "text"}, {"kind": "menu", "text", "menu_id"} (a tap on an option of ours), "unsupported";
"image", "voice" (and "media_id_16k"), "video", "shortvideo" with "media_id"; "location" with "latitude", "longitude",
"scale", "label"; "link" with "title", "description", "url"; "file" with "title", "size"; "miniprogrampage" with
"title", "page". All but text and media_id have a default. Any other kind has no nodes but those that are given.

Events: {"event": "subscribe", "scene"?}, {"event": "SCAN", "scene"}, "LOCATION" with "latitude", "longitude",
"precision"; "CLICK", "VIEW", "view_miniprogram" and the other menu events with "key"; "kf_…_session"; the privacy
events, which come in the name of WeChat's push service; "unsubscribe" and all others without nodes.
"""

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image

from tests.wechat_simulator.materials import Medium
from tests.wechat_simulator.world import World

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
LONGEST_TEXT = 20_000
PUSH_SERVICE = "o_wechat_push_service_0000000"
SHANGHAI = (31.230416, 121.473701)
FILM_KINDS = {"video", "shortvideo"}
MENU_EVENTS = {"CLICK": "help", "VIEW": "https://www.example.com/", "view_miniprogram": "pages/index/index"}
SCANS = {"scancode_push", "scancode_waitmsg"}
PICTURES = {"pic_sysphoto", "pic_photo_or_album", "pic_weixin"}
PRIVACY = {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}

Nodes = dict[str, Any]
Composer = Callable[[World, str, Nodes], tuple[str, Nodes]]


class ComposeError(ValueError):
    """No phone could send that; the text says why."""


def message(world: World, base_url: str, body: Nodes) -> tuple[str, Nodes]:
    """The MsgType and the nodes of what this body describes."""
    kind = str(body.get("kind", "text"))
    if kind in {"text", "menu", "unsupported"}:
        return "text", _text(kind, body)
    if kind == "image" and "media_id" in body:
        return kind, _image(_medium(world, body, "image"), base_url)
    if kind == "voice" and "media_id" in body:
        return kind, _voice(_medium(world, body, "voice"), str(body.get("media_id_16k", "")))
    if kind in FILM_KINDS and "media_id" in body:
        return kind, _film(world, _medium(world, body, "video"))
    make = PLAIN_KINDS.get(kind)
    return kind, make(body) if make else {}


def event(world: World, base_url: str, body: Nodes) -> tuple[str, Nodes]:
    """The Event and its nodes."""
    name = str(body.get("event", ""))
    if name in PRIVACY:
        return name, _privacy(world, body)
    make = EVENTS.get(name)
    return name, make(body) if make else {}


def _text(kind: str, body: Nodes) -> Nodes:
    if kind == "unsupported":
        return {"Content": UNSUPPORTED}
    text = body.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT:
        raise ComposeError("text is missing or too long")
    return {"Content": text, **({"bizmsgmenuid": str(body.get("menu_id", "1"))} if kind == "menu" else {})}


def _medium(world: World, body: Nodes, kind: str) -> Medium:
    medium = world.materials.kept.get(str(body["media_id"]))
    if medium is None or medium.account != body.get("account", "demo") or medium.kind != kind:
        raise ComposeError(f"media_id is of no {kind} on this account's phones")
    return medium


def _image(medium: Medium, base_url: str) -> Nodes:
    return {"PicUrl": f"{base_url}phone/media/{medium.media_id}", "MediaId": medium.media_id}


def _voice(medium: Medium, better: str) -> Nodes:
    return {"MediaId": medium.media_id, "Format": "amr", **({"MediaId16K": better} if better else {})}


def _film(world: World, medium: Medium) -> Nodes:
    still = BytesIO()
    Image.new("RGB", (160, 90), (40, 40, 40)).save(still, "JPEG")
    thumb = world.materials.add(medium.account, "thumb", still.getvalue(), "image/jpeg")
    return {"MediaId": medium.media_id, "ThumbMediaId": thumb.media_id}


def _location(body: Nodes) -> Nodes:
    north, east = _place(body)
    label = str(body.get("label", "上海市黄浦区人民大道200号"))
    return {"Location_X": north, "Location_Y": east, "Scale": str(body.get("scale", 16)), "Label": label}


def _place(body: Nodes) -> tuple[str, str]:
    north, east = body.get("latitude", SHANGHAI[0]), body.get("longitude", SHANGHAI[1])
    numbers = isinstance(north, int | float) and isinstance(east, int | float)
    if not numbers or not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ComposeError("latitude and longitude must be degrees")
    return f"{north:.6f}", f"{east:.6f}"


def _link(body: Nodes) -> Nodes:
    return {
        "Title": str(body.get("title", "公众平台官网链接")),
        "Description": str(body.get("description", "公众平台官网链接")),
        "Url": str(body.get("url", "https://www.example.com/")),
    }


def _file(body: Nodes) -> Nodes:
    title = str(body.get("title", "合同.pdf"))
    digest = hashlib.md5(title.encode(), usedforsecurity=False).hexdigest()
    size = str(body.get("size", 204_800))
    return {"Title": title, "Description": "", "FileKey": digest, "FileMd5": digest, "FileTotalLen": size}


def _mini_program(body: Nodes) -> Nodes:
    page, title = str(body.get("page", "pages/order/order?id=1")), str(body.get("title", "我的订单"))
    return {"Title": title, "AppId": "wx0000000000000mini", "PagePath": page, "ThumbUrl": "", "ThumbMediaId": ""}


PLAIN_KINDS: dict[str, Callable[[Nodes], Nodes]] = {
    "location": _location,
    "link": _link,
    "file": _file,
    "miniprogrampage": _mini_program,
}


def _privacy(world: World, body: Nodes) -> Nodes:
    account, openid = world.accounts[str(body.get("account", "demo"))], str(body.get("openid", ""))
    return {"FromUserName": PUSH_SERVICE, "OpenID": openid, "AppID": account.app_id, "RevokeInfo": "205"}


def _followed(body: Nodes) -> Nodes:
    scene = str(body.get("scene", ""))
    return {"EventKey": f"qrscene_{scene}", "Ticket": _ticket(scene)} if scene else {"EventKey": ""}


def _scanned(body: Nodes) -> Nodes:
    scene = str(body.get("scene", "1"))
    return {"EventKey": scene, "Ticket": _ticket(scene)}


def _ticket(scene: str) -> str:
    return "gQF" + hashlib.sha256(scene.encode()).hexdigest()


def _position(body: Nodes) -> Nodes:
    north, east = _place(body)
    return {"Latitude": north, "Longitude": east, "Precision": f"{float(body.get('precision', 40)):.6f}"}


def _menu(name: str) -> Callable[[Nodes], Nodes]:
    def nodes(body: Nodes) -> Nodes:
        found: Nodes = {"EventKey": str(body.get("key", MENU_EVENTS.get(name, "rselfmenu_0_0")))}
        if name in SCANS:
            found["ScanCodeInfo"] = {"ScanType": "qrcode", "ScanResult": str(body.get("result", "1"))}
        elif name in PICTURES:
            found["SendPicsInfo"] = {"Count": "1", "PicList": {"item": {"PicMd5Sum": "0" * 32}}}
        elif name == "location_select":
            found["SendLocationInfo"] = {**_location(body), "Poiname": ""}
        return found

    return nodes


def _session(*names: str) -> Callable[[Nodes], Nodes]:
    return lambda body: {name: str(body.get("kf_account", "lin@grata_demo")) for name in names}


EVENTS: dict[str, Callable[[Nodes], Nodes]] = {
    "subscribe": _followed,
    "SCAN": _scanned,
    "LOCATION": _position,
    "kf_create_session": _session("KfAccount"),
    "kf_close_session": _session("KfAccount"),
    "kf_switch_session": _session("FromKfAccount", "ToKfAccount"),
    **{name: _menu(name) for name in [*MENU_EVENTS, *SCANS, *PICTURES, "location_select"]},
}
