"""What WeChat takes as material: type, format and extension, size, length."""

from tests.wechat_simulator.forms import Part
from tests.wechat_simulator.recordings import UnreadableError, seconds
from tests.wechat_simulator.refusals import RefusedError

MB = 1024 * 1024
# The largest size, its error code, and the formats. Of WeChat's two limits for pictures this is the lower.
LIMITS = {
    "image": (2 * MB, 40009, {"image/png", "image/jpeg", "image/gif"}),
    "voice": (2 * MB, 40010, {"audio/amr", "audio/mpeg"}),
    "video": (10 * MB, 40011, {"video/mp4"}),
    "thumb": (64 * 1024, 40012, {"image/jpeg"}),
}
LONGEST_VOICE = 60  # seconds
BY_EXTENSION = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "amr": "audio/amr",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}


def checked_upload(kind: str, part: Part) -> str:
    """The file's content type. Raises RefusedError as WeChat would."""
    if kind not in LIMITS:
        raise RefusedError(40004)
    if not part.data:
        raise RefusedError(44001)
    most, code, formats = LIMITS[kind]
    if len(part.data) > most:
        raise RefusedError(code)
    content_type = sniffed(part.data)
    named = BY_EXTENSION.get(part.filename.rpartition(".")[2].lower())
    if content_type not in formats or content_type != named or not part.filename.isascii():
        raise RefusedError(40005)
    if kind == "voice":
        _check_length(part.data)
    return content_type


def sniffed(data: bytes) -> str:
    """The content type by the first bytes; "" for all that WeChat knows nothing of."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"#!AMR\n"):
        return "audio/amr"
    if data.startswith(b"ID3") or (data[:1] == b"\xff" and data[1:2] >= b"\xe0"):
        return "audio/mpeg"
    return "video/mp4" if data[4:8] == b"ftyp" else ""


def _check_length(data: bytes) -> None:
    try:
        length = seconds(data, LONGEST_VOICE + 1)
    except UnreadableError:
        raise RefusedError(40005) from None
    if length > LONGEST_VOICE + 0.5:  # encoders pad
        raise RefusedError(45007)
