"""What a file is, by its first bytes. Names and declared content types are not asked: they come from outside."""

HEAD = 512
"""How many bytes `kind` wants to see. Fewer are fine."""

UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    (b"#!SILK_V3", "audio/silk"),
    (b"\x02#!SILK_V3", "audio/silk"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"fLaC", "audio/flac"),
    (b"caff", "audio/x-caf"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FORM = {b"AIFF": "audio/aiff", b"AIFC": "audio/aiff"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
} | dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic")
_MARKUP = (
    (b"<svg", "image/svg+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<?xml", "text/xml"),
)


def kind(head: bytes) -> str:
    """The content type a file beginning with `head` has; "application/octet-stream" if that doesn't show."""
    if not head:
        return EMPTY
    return _by_magic(head) or _by_container(head) or _by_sync(head) or _by_text(head) or UNKNOWN


def _by_magic(head: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def _by_container(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[:4] == b"FORM":
        return _FORM.get(head[8:12])
    return _by_brand(head[8:12]) if head[4:8] == b"ftyp" else None


def _by_brand(brand: bytes) -> str:
    return _BRANDS.get(brand) or ("video/3gpp" if brand.startswith(b"3g") else "video/mp4")


def _by_sync(head: bytes) -> str | None:
    """MPEG audio has no magic number: eleven or twelve set bits, then a layer (0 is AAC) and a bit rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    layered = head[1] & 0x06 and head[1] & 0x18 != 0x08
    return "audio/mpeg" if layered and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C else None


def _by_text(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = sorted((text.index(mark), kind) for mark, kind in _MARKUP if mark in text)
    if text.startswith(b"<") and found:
        # an SVG usually opens with an XML declaration: what follows it says more
        return next((kind for _, kind in found if kind != "text/xml"), "text/xml")
    return "application/json" if text.startswith((b"{", b'[{"', b'["')) else None
