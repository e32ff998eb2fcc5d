"""A file is what its bytes say."""

import pytest

from console.media import sniff

from .pictures import plain, saved
from .recordings import HERE, tone


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"#!AMR-WB\n\x04", "audio/amr-wb"),
        (b"\x02#!SILK_V3\x0c\x00", "audio/silk"),
        (b"#!SILK_V3\x0c\x00", "audio/silk"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04\x14\x00", "application/zip"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "audio/mp4"),
        (b"\0\0\0\x18ftypiso5\0\0\0\0", "video/mp4"),
        (b"\0\0\0\x18ftyp3gp4\0\0\0\0", "video/3gpp"),
        (b"RIFF\x10\0\0\0WEBPVP8X", "image/webp"),
        (b"RIFF\x10\0\0\0nothing", "application/octet-stream"),
        (b"\n <!DOCTYPE HTML><title>Bad gateway</title>", "text/html"),
        (b"<html><body><svg/></body></html>", "text/html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><svg xmlns='...'>", "image/svg+xml"),
        (b"<svg onload='alert(1)'>", "image/svg+xml"),
        (b"<?xml version='1.0'?><error/>", "text/xml"),
        (b'{"errcode":40007,"errmsg":"invalid media_id"}', "application/json"),
        (b"Dear Lin, <html> is a language", "application/octet-stream"),
        (b"\xff\xff\xff\xff", "application/octet-stream"),
        (b"\xff", "application/octet-stream"),
        (b"", "application/x-empty"),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, kind: str) -> None:
    assert sniff.kind(head) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("amr", "audio/amr"),
        ("webm", "video/webm"),
        ("ogg", "audio/ogg"),
        ("mp4", "video/mp4"),
        ("aac", "audio/aac"),
        ("mp3", "audio/mpeg"),
        ("wav", "audio/wav"),
        ("flac", "audio/flac"),
    ],
)
def test_what_recorders_make_is_known(name: str, kind: str) -> None:
    assert sniff.kind(tone(name, 0.2)[: sniff.HEAD]) == kind


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF"])
def test_what_cameras_and_drawing_programs_make_is_known(name: str) -> None:
    assert sniff.kind(saved(plain(), name)[: sniff.HEAD]) == f"image/{name.lower()}"


def test_mpeg_audio_without_a_tag_is_known_by_its_first_frame() -> None:
    mp3 = tone("mp3", 0.2)
    assert sniff.kind(mp3[mp3.index(b"\xff\xf3") :]) == "audio/mpeg"


def test_wechats_bare_speex_has_no_mark() -> None:
    assert sniff.kind((HERE / "bare_tone.speex").read_bytes()) == sniff.UNKNOWN
