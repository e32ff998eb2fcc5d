"""From what WeChat delivers to what the record knows: messages, and events that are none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from channels_app.wechat import contents
from channels_app.wechat.contents import Content, Position, Scan
from channels_app.wechat.payloads import WeChatMessage
from history.attachments import Media
from history.models import Message
from history.services import Event, Received

KEPT_FOR = timedelta(days=3)  # so long WeChat keeps a file after the customer sent it
RAW_MOST = 8_000  # characters
KEY_MOST = 500
LOCATION_REVOKED = "206"

NAMES = {
    "subscribe": "followed",
    "unsubscribe": "left",
    "scan": "scanned",
    "location": "position",
    "click": "menu_pressed",
    "scancode_push": "menu_pressed",
    "scancode_waitmsg": "menu_pressed",
    "view": "menu_link",
    "view_miniprogram": "menu_link",
    "pic_sysphoto": "menu_sent",
    "pic_photo_or_album": "menu_sent",
    "pic_weixin": "menu_sent",
    "location_select": "menu_sent",
    "kf_create_session": "session_elsewhere",
    "kf_close_session": "session_elsewhere",
    "kf_switch_session": "session_elsewhere",
    "user_info_modified": "permission_withdrawn",
    "user_authorization_revoke": "permission_withdrawn",
    "user_authorization_cancellation": "permission_withdrawn",
}
OPENS = {"followed", "scanned", "menu_pressed"}
FOLLOWS = {"followed": False, "left": True}
SESSIONS = {"kf_create_session": "opened", "kf_close_session": "closed", "kf_switch_session": "moved"}


@dataclass(frozen=True)
class Arrival:
    """What an event comes to, as `console.actions.note_event.Noted` wants it; is_known: we know what it means."""

    event: Event
    is_known: bool
    effects: dict[str, Any] = field(default_factory=dict)


def received(message: WeChatMessage) -> Received:
    """What the customer said. What we do not understand is kept as it came."""
    known: dict[str, Any] = {"external_id": message.external_id, "provider_order": message.provider_order}
    return Received(**known, **_said(message, message.content))


def happened(message: WeChatMessage) -> Arrival:
    """What the customer did."""
    name = NAMES.get(message.event, "unknown")
    event = Event(
        external_id=message.external_id,
        name=name,
        payload=_details(message, name),
        provider_order=message.provider_order,
    )
    return Arrival(event, message.event in NAMES, _effects(message, name))


def _said(message: WeChatMessage, content: Content | None) -> dict[str, Any]:
    match content:
        case contents.Text(text, menu_id) if text:
            return {"text": text, "is_tap": bool(menu_id)}
        case contents.Unsupported():
            return {"kind": Message.Kind.OTHER, "payload": {"type": "unsupported"}}
        case contents.Location(latitude, longitude, scale, label):
            place = {"latitude": latitude, "longitude": longitude, "scale": scale}
            return {"kind": Message.Kind.LOCATION, "text": label, "payload": place}
        case contents.Link(title, description, url):
            return {"kind": Message.Kind.LINK, "text": title, "payload": {"url": url, "description": description}}
        case contents.File(title, size):
            return {"kind": Message.Kind.FILE, "text": title, "payload": {"size": size}}
        case contents.MiniProgram(title, _page):
            return {"kind": Message.Kind.APP_PAGE, "text": title}
    return _file(content) or _unknown(message)


def _file(content: Content | None) -> dict[str, Any] | None:
    match content:
        case contents.Image(media_id):
            return _media(Message.Kind.IMAGE, {"media_id": media_id})
        case contents.Voice(media_id, better):
            source: dict[str, Any] = {"media_id": media_id}
            is_other = better not in ("", media_id)
            return _media(Message.Kind.VOICE, {"media_id": better, "instead": source} if is_other else source)
        case contents.Video(media_id):
            return _media(Message.Kind.VIDEO, {"media_id": media_id})
    return None


def _media(kind: str, source: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "media": Media(source=source, expires_at=timezone.now() + KEPT_FOR)}


def _unknown(message: WeChatMessage) -> dict[str, Any]:
    payload = {"type": message.kind[:32] or "unknown", "raw": _bounded(message.raw)}
    return {"kind": Message.Kind.OTHER, "payload": payload}


def _details(message: WeChatMessage, name: str) -> dict[str, Any]:
    content = message.content
    if name == "unknown":
        return {"type": message.event[:64], "raw": _bounded(message.raw)}
    if isinstance(content, Scan):
        return {"scene": content.scene}
    if message.event in SESSIONS:
        return {"what": SESSIONS[message.event]}
    return {"key": message.event_key[:KEY_MOST]} if message.event_key else {}


def _effects(message: WeChatMessage, name: str) -> dict[str, Any]:
    content = message.content
    if isinstance(content, Position):
        return {"place": dict(vars(content)), "is_line": False}
    if name == "position":
        return {"is_line": False}
    if name == "permission_withdrawn":
        return {"forgets_place": _withdraws_place(message), "gives_up": message.event.endswith("cancellation")}
    return {"opens": name in OPENS, "left": FOLLOWS.get(name)}


def _withdraws_place(message: WeChatMessage) -> bool:
    revoked = re.findall(r"\d+", json.dumps(message.raw.get("RevokeInfo", "")), re.ASCII)
    return message.event.endswith("cancellation") or LOCATION_REVOKED in revoked


def _bounded(raw: Mapping[str, Any]) -> Any:
    text = json.dumps(raw, ensure_ascii=False)
    return dict(raw) if len(text) <= RAW_MOST else {"cut": text[:RAW_MOST]}
