"""Recordings made for the tests, and what a player hears in one."""

import io
import math
import random
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av

TONE = 440
HERE = Path(__file__).parent
Shape = Callable[[float], float]

FORMATS = {
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "webm": ("webm", "libopus", 48_000),
    "ogg": ("ogg", "libopus", 48_000),
    "mp4": ("mp4", "aac", 44_100),
    "aac": ("adts", "aac", 44_100),
    "mp3": ("mp3", "libmp3lame", 24_000),
    "wav": ("wav", "pcm_s16le", 16_000),
    "flac": ("flac", "flac", 44_100),
}


@dataclass(frozen=True)
class Heard:
    """What a player makes of a file. pitch in Hz."""

    codec: str
    seconds: float
    channels: int
    pitch: float


@cache
def tone(
    name: str, seconds: float = 1.0, *, loudness: Shape = lambda _: 0.4, gap: float = 0, layout: str = "mono"
) -> bytes:
    """A tone as a file of one of `FORMATS`. `gap`: seconds the clock jumps at half of it."""
    container, codec, rate = FORMATS[name]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = file.add_stream(codec, rate=rate)
        stream.codec_context.layout = layout
        for frame in [*_frames(rate, seconds, loudness, layout), None]:
            file.mux([_late(packet, seconds / 2, gap) for packet in stream.encode(frame)])
    return out.getvalue()


def wideband_amr(seconds: float) -> bytes:
    """AMR-WB at its lowest rate: a 17-byte frame of any bits is a valid one."""
    bits = random.Random(7)
    return b"#!AMR-WB\n" + b"".join(b"\x04" + bits.randbytes(17) for _ in range(round(seconds * 50)))


def video(*, sound: bool) -> bytes:
    """A small film as MP4."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        film = file.add_stream("mpeg4", rate=10)
        film.width = film.height = 16
        streams: list[tuple[Any, list[Any]]] = [(film, [av.VideoFrame(16, 16, "yuv420p") for _ in range(10)])]
        if sound:
            streams.append((file.add_stream("aac", rate=44_100), list(_frames(44_100, 1, lambda _: 0.4, "stereo"))))
        for stream, frames in streams:
            for number, frame in enumerate(frames):
                frame.pts = number if stream is film else frame.pts
            for frame in [*frames, None]:
                file.mux(stream.encode(frame))
    return out.getvalue()


def heard(mp3: bytes) -> Heard:
    """Decodes a file from the beginning to the end."""
    samples = array("h")
    with av.open(io.BytesIO(mp3), "r") as file:
        codec = file.streams.audio[0].codec_context
        resampler = av.AudioResampler(format="s16", layout="mono", rate=codec.sample_rate)
        for frame in file.decode(audio=0):
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
        seconds = len(samples) / codec.sample_rate
        return Heard(codec.codec.canonical_name, seconds, codec.channels, _pitch(samples, seconds))


def _pitch(samples: "array[int]", seconds: float) -> float:
    signs = [sample > 0 for sample in samples]
    return sum(before != after for before, after in pairwise(signs)) / 2 / seconds


def _frames(rate: int, seconds: float, loudness: Shape, layout: str) -> Iterator[av.AudioFrame]:
    count = int(rate * seconds)
    for start in range(0, count, 960):
        wave = [_sample(number / rate, loudness) for number in range(start, min(start + 960, count))]
        frame = av.AudioFrame("s16", layout, len(wave))
        frame.sample_rate, frame.pts = rate, start
        channels = frame.layout.nb_channels
        frame.planes[0].update(array("h", [value for value in wave for _ in range(channels)]).tobytes())
        yield frame


def _sample(second: float, loudness: Shape) -> int:
    return int(32_767 * loudness(second) * math.sin(2 * math.pi * TONE * second))


def _late(packet: Any, after: float, gap: float) -> Any:
    if packet.pts is not None and packet.pts * packet.time_base > after:
        packet.pts += int(gap / packet.time_base)
        packet.dts = packet.pts
    return packet
