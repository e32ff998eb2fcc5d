"""Files to WeChat, for messages that carry them."""

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone

from channels_app.wechat.api.core import Call, Core
from channels_app.wechat.errors import SYSTEM_BUSY, delivery_error

UPLOAD_PATH = "/cgi-bin/media/upload"
UPLOAD_SECONDS = 20.0
KEPT_FOR = timedelta(days=3)
LONGEST_NAME = 80
MEDIA_ID = re.compile(r"[\x21-\x7e]{1,300}")

Kind = Literal["image", "voice", "video", "thumb"]


@dataclass(frozen=True)
class Uploaded:
    """A file that WeChat holds; the id can be used in any number of messages until expires_at."""

    media_id: str
    expires_at: datetime


class Uploads(Core):
    """Temporary material."""

    def upload(self, kind: Kind, data: bytes, filename: str) -> Uploaded:
        """WeChat goes by the content and by the filename's extension.

        It takes PNG, JPEG and GIF of 2 MB as "image"; AMR and MP3 of 2 MB and 60 s as "voice"; MP4 of 10 MB as
        "video"; JPEG of 64 KB as "thumb". DeliveryError is permanent when it does not take this one.
        """
        expires_at = timezone.now() + KEPT_FOR
        files = as_media(data, filename)
        answer = self._ask(Call("POST", UPLOAD_PATH, params={"type": kind}, files=files, seconds=UPLOAD_SECONDS))
        media_id = answer.get("media_id") or answer.get("thumb_media_id")
        if not isinstance(media_id, str) or not MEDIA_ID.fullmatch(media_id):
            raise delivery_error(SYSTEM_BUSY)
        return Uploaded(media_id, expires_at)


def as_media(data: bytes, filename: str) -> dict[str, tuple[str, bytes, str]]:
    """The file as the part of a form in which WeChat looks for it."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", filename)[-LONGEST_NAME:]  # other letters cost WeChat the whole part
    return {"media": (plain or "media", data, mimetypes.guess_type(plain)[0] or "application/octet-stream")}
