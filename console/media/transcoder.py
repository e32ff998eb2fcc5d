"""A program of its own: a recording on standard input, its kind and the longest seconds as arguments, an MP3 out.

Decoders of a dozen formats meet whatever strangers send. So they run in a process that holds no secret, opens no
other file and no connection, and is stopped by the system if it takes too much time or memory; should it die, only it
dies. It imports nothing of Django, to start quickly.

It answers with a line of JSON, {"seconds", "waveform"} and after it the MP3; or {"trouble": name}.
"""

import io
import json
import resource
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import Any, BinaryIO, NoReturn

import av

from . import speex
from .playable import BARE_SPEEX, DECODERS, DEMUXERS
from .waveform import waveform

RATE = 24_000
BIT_RATE = 48_000
MOST_CPU_SECONDS = 20
MOST_MEMORY = 1 << 30
MOST_OUTPUT = 16 << 20
_RATES = range(4_000, 192_001)
_MOST_CHANNELS = 8
_TOLERATED = 0.25
"""The share of packets that may be broken before what is left is noise rather than a voice."""


class Trouble(Exception):
    """The recording is not transcoded: "unknown", "silent" or "damaged"."""


def main() -> None:
    """Reads, transcodes, answers. Exits with 0 when it gave an answer."""
    kind, longest = sys.argv[1], float(sys.argv[2])
    _limit_itself()
    answer, sound = _answer(sys.stdin.buffer, kind, longest)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + sound)


def _limit_itself() -> None:
    limits = {
        resource.RLIMIT_CPU: MOST_CPU_SECONDS,
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_FSIZE: MOST_OUTPUT,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS, but refuses to set it
            resource.setrlimit(limit, (most, most))


def _answer(file: BinaryIO, kind: str, longest: float) -> tuple[dict[str, Any], bytes]:
    try:
        samples = _samples(file, kind, longest)
        story = {"seconds": len(samples) / RATE, "waveform": waveform(samples)}
        return story, _mp3(samples)
    except Trouble as trouble:
        return {"trouble": str(trouble)}, b""
    except (av.FFmpegError, ValueError, MemoryError):
        return {"trouble": "damaged"}, b""


def _samples(file: BinaryIO, kind: str, longest: float) -> "array[int]":
    samples = array("h")
    most = int(longest * RATE)
    for piece in _resampled(_frames(file, kind)):
        samples.frombytes(bytes(piece.planes[0])[: piece.samples * samples.itemsize])
        if len(samples) >= most:
            break
    if not samples:
        raise Trouble("silent")
    return samples[:most]


def _resampled(frames: Iterable[av.AudioFrame]) -> Iterator[av.AudioFrame]:
    for _, alike in groupby(frames, key=_shape):  # some files go from mono to stereo on their way
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in alike:
            frame.pts = None  # the file's clock may claim gaps of hours
            yield from resampler.resample(frame)
        yield from resampler.resample(None)


def _shape(frame: av.AudioFrame) -> tuple[str, str, int]:
    """What a resampler is made for. A rate of one a second would make hours of a few bytes: that is refused."""
    if frame.sample_rate not in _RATES or frame.layout.nb_channels > _MOST_CHANNELS:
        raise Trouble("damaged")
    return frame.format.name, frame.layout.name, frame.sample_rate


def _frames(file: BinaryIO, kind: str) -> Iterator[av.AudioFrame]:
    if kind != BARE_SPEEX:
        return _contained(file, DEMUXERS[kind])
    parts = speex.packets(file.read())
    if not parts:
        raise Trouble("unknown")
    return speex.frames(parts)


def _contained(file: BinaryIO, demuxer: str) -> Iterator[av.AudioFrame]:
    options = {"codec_whitelist": ",".join(DECODERS)}  # while probing too: video decoders never see a byte
    with av.open(file, "r", format=demuxer, options=options, io_open=_refuse) as container:
        if not container.streams.audio:
            raise Trouble("silent")
        stream = container.streams.audio[0]
        if stream.codec_context is None or stream.codec_context.name not in DECODERS:
            raise Trouble("unknown")
        yield from _decoded(container.demux(stream))


def _refuse(*_: object) -> NoReturn:
    """Some formats name further files or addresses to read. None is opened."""
    raise PermissionError


def _decoded(packets: "Iterable[av.Packet[Any]]") -> Iterator[av.AudioFrame]:
    tried = broken = 0
    for packet in packets:
        tried += 1
        try:
            yield from _sound(packet.decode)
        except av.FFmpegError:
            broken += 1
    if broken > tried * _TOLERATED:
        raise Trouble("damaged")


def _sound(decode: Callable[[], list[Any]]) -> Iterator[av.AudioFrame]:
    return (frame for frame in decode() if isinstance(frame, av.AudioFrame))


def _mp3(samples: "array[int]") -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp3", options={"id3v2_version": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=RATE)
        stream.codec_context.layout = "mono"
        stream.bit_rate = BIT_RATE
        for frame in [*_as_frames(samples), None]:
            container.mux(stream.encode(frame))
    return out.getvalue()


def _as_frames(samples: "array[int]") -> Iterator[av.AudioFrame]:
    for start in range(0, len(samples), RATE):
        part = samples[start : start + RATE]
        frame = av.AudioFrame("s16", "mono", len(part))
        frame.sample_rate, frame.pts = RATE, start
        frame.planes[0].update(part.tobytes())
        yield frame


if __name__ == "__main__":
    main()
