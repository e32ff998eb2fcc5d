"""How loud a recording is, along its length: what a player draws."""

from array import array
from collections.abc import Sequence

BARS = 48
_BLOCK = 480
_SILENCE = 300
"""A loudest sample below this is noise of the microphone: it is not drawn at full height."""


def waveform(samples: "array[int]") -> list[int]:
    """48 heights from 0 to 100 of signed 16-bit samples; the loudest bar of an audible recording is 100."""
    peaks = [_peak(samples[start : start + _BLOCK]) for start in range(0, len(samples), _BLOCK)]
    if not peaks:
        return [0] * BARS
    bars = [_mean(peaks, bar) for bar in range(BARS)]
    loudest = max(*bars, _SILENCE)
    return [round(100 * bar / loudest) for bar in bars]


def _peak(block: "array[int]") -> int:
    return max(max(block), -min(block))


def _mean(peaks: Sequence[int], bar: int) -> float:
    start = bar * len(peaks) // BARS
    part = peaks[start : max(start + 1, (bar + 1) * len(peaks) // BARS)]
    return sum(part) / len(part)
