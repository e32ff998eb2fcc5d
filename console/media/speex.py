"""WeChat's own Speex files: wideband frames of 60 bytes, one after another, with nothing around them.

Some come with a byte before each frame that gives its length. Neither has a magic number: a file is taken for one if
every frame of it begins with the five bits that all frames of this size begin with.
"""

import struct
from collections.abc import Iterator

import av

_FRAME = 60
_MODE = 0b00110
"""The first five bits: not yet the upper band, then narrowband mode 6. Only wideband quality 7 gives 60-byte frames."""
_HEADER = struct.pack("<8s20s13i", b"Speex   ", b"1.2", 1, 80, 16_000, 1, 4, 1, -1, 320, 0, 1, 0, 0, 0)


def packets(data: bytes) -> list[bytes]:
    """The frames of such a file; none if it isn't one."""
    return _bare(data, 0) or (_bare(data, 1) if data[:1] == bytes([_FRAME]) else [])


def frames(parts: list[bytes]) -> Iterator[av.AudioFrame]:
    """The sound of these frames. Raises av.FFmpegError."""
    decoder = av.CodecContext.create("speex", "r")
    decoder.extradata = _HEADER
    for part in parts:
        yield from decoder.decode(av.Packet(part))


def _bare(data: bytes, before: int) -> list[bytes]:
    step = before + _FRAME
    starts = range(before, len(data), step)
    if len(data) % step or any(data[start] >> 3 != _MODE for start in starts):
        return []
    return [data[start : start + _FRAME] for start in starts]
