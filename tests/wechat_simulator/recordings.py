"""Sound as a phone makes it: how long it lasts, and what WeChat turns it into."""

from io import BytesIO

import av
from av.audio.resampler import AudioResampler


class UnreadableError(Exception):
    """There is no sound in it."""


def seconds(data: bytes, most: float) -> float:
    """How long the recording is, counted up to `most`."""
    length = 0.0
    try:
        with av.open(BytesIO(data), "r") as source:
            for frame in source.decode(audio=0):
                length += frame.samples / frame.sample_rate
                if length >= most:
                    break
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise UnreadableError from error
    return length


def as_amr(data: bytes) -> bytes:
    """The recording as customers' voice arrives: AMR of 8 kHz."""
    out = BytesIO()
    try:
        with av.open(BytesIO(data), "r") as source, av.open(out, "w", format="amr") as target:
            stream = target.add_stream("libopencore_amrnb", rate=8000, layout="mono")
            stream.bit_rate = 12_200
            resampler = AudioResampler(format="s16", layout="mono", rate=8000)
            for frame in [*source.decode(audio=0), None]:
                for resampled in resampler.resample(frame):
                    target.mux(stream.encode(resampled))
            target.mux(stream.encode(None))
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise UnreadableError from error
    return out.getvalue()
