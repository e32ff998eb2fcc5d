"""What is in a customer's message or event, kind by kind. All of it may be invented: each value is bounded here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from channels_app.wechat.nodes import link, media_id, number, short, size, text, word

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
TEXT_MOST = 20_000
NAME_MOST = 200
LABEL_MOST = 500
DESCRIPTION_MOST = 2_000
SCENE_PREFIX = "qrscene_"

Nodes = Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """menu_id: the option of ours that was tapped, else "". A tap allows 3 replies in a minute, not 5 in 48 hours."""

    text: str
    menu_id: str


@dataclass(frozen=True)
class Unsupported:
    """A sticker, a poll, a transfer …: WeChat sends a text that says no more than that."""


@dataclass(frozen=True)
class Image:
    """pic_url: of unknown lifetime, may be ""; the file is fetched by media_id."""

    media_id: str
    pic_url: str


@dataclass(frozen=True)
class Voice:
    """media_id: 8 kHz AMR; media_id_16k: the better recording, often "". format: "amr", "speex" …, in lower case."""

    media_id: str
    media_id_16k: str
    format: str


@dataclass(frozen=True)
class Video:
    """short: recorded in the chat itself. thumb_media_id may be ""."""

    media_id: str
    thumb_media_id: str
    short: bool


@dataclass(frozen=True)
class Location:
    """A place that was sent: degrees north and east. scale: the map's zoom, 0 when unknown. label: its address."""

    latitude: float
    longitude: float
    scale: float
    label: str


@dataclass(frozen=True)
class Position:
    """Where the phone is: degrees north and east. precision: metres, 0 when unknown."""

    latitude: float
    longitude: float
    precision: float


@dataclass(frozen=True)
class Link:
    """A shared page. url: of the web, else ""."""

    title: str
    description: str
    url: str


@dataclass(frozen=True)
class File:
    """A document; there is no way to download it. size: bytes, 0 when unknown."""

    title: str
    size: int


@dataclass(frozen=True)
class MiniProgram:
    """A shared page of a mini-program; only a phone can open it."""

    title: str
    page: str


@dataclass(frozen=True)
class Scan:
    """A QR code was scanned, or the account found in another way. scene: what the code says, "" for none.

    new: the customer follows from now on.
    """

    scene: str
    new: bool


Content = Text | Unsupported | Image | Voice | Video | Location | Position | Link | File | MiniProgram | Scan


def read(kind: str, event: str, nodes: Nodes) -> Content | None:
    """The content of a message of this kind or of this event, both in lower case; None if it has none."""
    reader = EVENTS.get(event) if kind == "event" else MESSAGES.get(kind)
    return reader(nodes) if reader else None


def _text(nodes: Nodes) -> Text | Unsupported:
    content = text(nodes, "Content")[:TEXT_MOST]
    if content.strip() == UNSUPPORTED:
        return Unsupported()
    return Text(content, short(nodes, "bizmsgmenuid", NAME_MOST))


def _image(nodes: Nodes) -> Image | None:
    found = media_id(nodes, "MediaId")
    return Image(found, link(nodes, "PicUrl")) if found else None


def _voice(nodes: Nodes) -> Voice | None:
    better = media_id(nodes, "MediaId16K")
    found = media_id(nodes, "MediaId") or better
    return Voice(found, better, short(nodes, "Format", 20).lower()) if found else None


def _video(nodes: Nodes, *, is_short: bool = False) -> Video | None:
    found = media_id(nodes, "MediaId")
    return Video(found, media_id(nodes, "ThumbMediaId"), is_short) if found else None


def _short_video(nodes: Nodes) -> Video | None:
    return _video(nodes, is_short=True)


def _location(nodes: Nodes) -> Location | None:
    north, east = number(nodes, "Location_X", -90, 90), number(nodes, "Location_Y", -180, 180)
    if north is None or east is None:
        return None
    return Location(north, east, number(nodes, "Scale", 0, 30) or 0, short(nodes, "Label", LABEL_MOST))


def _position(nodes: Nodes) -> Position | None:
    north, east = number(nodes, "Latitude", -90, 90), number(nodes, "Longitude", -180, 180)
    if north is None or east is None:
        return None
    return Position(north, east, number(nodes, "Precision", 0, 1e7) or 0)


def _link(nodes: Nodes) -> Link | None:
    title, url = short(nodes, "Title", LABEL_MOST), link(nodes, "Url")
    return Link(title, short(nodes, "Description", DESCRIPTION_MOST), url) if title or url else None


def _file(nodes: Nodes) -> File:
    return File(short(nodes, "Title", NAME_MOST), size(nodes, "FileTotalLen"))


def _mini_program(nodes: Nodes) -> MiniProgram:
    return MiniProgram(short(nodes, "Title", LABEL_MOST), short(nodes, "PagePath", DESCRIPTION_MOST))


def _followed(nodes: Nodes) -> Scan:
    return Scan(word(nodes, "EventKey").removeprefix(SCENE_PREFIX)[:NAME_MOST], new=True)


def _scanned(nodes: Nodes) -> Scan:
    return Scan(short(nodes, "EventKey", NAME_MOST), new=False)


MESSAGES: dict[str, Callable[[Nodes], Content | None]] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "shortvideo": _short_video,
    "location": _location,
    "link": _link,
    "file": _file,
    "miniprogrampage": _mini_program,
}
EVENTS: dict[str, Callable[[Nodes], Content | None]] = {
    "location": _position,
    "subscribe": _followed,
    "scan": _scanned,
}
