"""The files WeChat holds: ours and the customers', for three days."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.wechat_simulator.refusals import RefusedError

KEPT_FOR = 3 * 86_400
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}


@dataclass(frozen=True)
class Medium:
    """One file. shown: what a browser gets to see or hear of it, when that is another than WeChat's own."""

    media_id: str
    account: str
    kind: str
    data: bytes = field(repr=False)
    content_type: str
    created_at: float
    shown: tuple[bytes, str] | None = field(default=None, repr=False)

    @property
    def filename(self) -> str:
        return f"{self.media_id}.{EXTENSIONS[self.content_type]}"

    def for_browsers(self) -> tuple[bytes, str]:
        return self.shown or (self.data, self.content_type)


@dataclass
class Materials:
    """All files by id. A phone keeps showing its own when WeChat has long forgotten them."""

    now: Callable[[], float]
    kept: dict[str, Medium] = field(default_factory=dict)

    def add(
        self, account: str, kind: str, data: bytes, content_type: str, shown: tuple[bytes, str] | None = None
    ) -> Medium:
        media_id = secrets.token_urlsafe(48)
        self.kept[media_id] = Medium(media_id, account, kind, data, content_type, self.now(), shown)
        return self.kept[media_id]

    def get(self, account: str, media_id: object, kinds: set[str] | None = None) -> Medium:
        """The account's file; 40007 when there is none, when it has expired, and when it is none of these kinds."""
        medium = self.kept.get(str(media_id))
        if medium is None or medium.account != account or medium.created_at + KEPT_FOR <= self.now():
            raise RefusedError(40007)
        if kinds and medium.kind not in kinds:
            raise RefusedError(40007)
        return medium
