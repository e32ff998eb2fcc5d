"""Recordings of any kind, as MP3 that every browser and WeChat play."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from .errors import (
    DAMAGED_SOUND,
    NO_SOUND,
    NOT_A_SOUND,
    TOO_BIG,
    TOO_HARD,
    UNKNOWN_SOUND,
    NotPlayable,
    NotReadable,
)
from .playable import BARE_SPEEX, DEMUXERS
from .sources import copied

MOST_BYTES_READ = 50 << 20
LONGEST = 600.0
WECHAT_LONGEST = 59.8
"""Seconds. WeChat refuses what is longer than 60, and an MP3 is some frames longer than the sound in it."""
WECHAT_MOST_BYTES = 2 << 20
PATIENCE = 60.0
"""Seconds the transcoder is waited for. It stops itself after 20 seconds of computing: the rest is a busy machine."""

_ROOT = Path(__file__).resolve().parents[2]
_PLAYED = frozenset({*DEMUXERS, BARE_SPEEX})
_NOT_A_SOUND = ("image/", "text/", "application/")


@dataclass(frozen=True)
class Sound:
    """A playable recording. data: MP3, mono, 24 kHz. waveform: 48 heights from 0 to 100."""

    data: bytes
    seconds: float
    waveform: list[int]
    content_type: str = "audio/mpeg"
    extension: str = "mp3"


def prepare(source: BinaryIO | Path, *, longest: float = LONGEST) -> Sound:
    """The recording, cut after `longest` seconds. Reads the source from its beginning.

    Decodes AMR-NB and AMR-WB, Speex (in Ogg, and bare as WeChat sends it), Opus, Vorbis, AAC, MP3, FLAC, ALAC and
    WAV, in their usual files; of a video, its sound. Raises NotPlayable for other kinds of recording, SILK among
    them, and NotReadable for what is damaged, has no sound or is no recording at all.
    """
    with copied(source, most_bytes=MOST_BYTES_READ) as (file, kind), TemporaryFile() as answer:
        if kind not in _PLAYED:
            raise NotReadable(NOT_A_SOUND) if kind.startswith(_NOT_A_SOUND) else NotPlayable(UNKNOWN_SOUND)
        _transcode(file, answer, kind, longest)
        answer.seek(0)
        return _read(answer)


def for_wechat(source: BinaryIO | Path) -> Sound:
    """The recording within WeChat's limits: 60 seconds, 2 MB. Raises as `prepare` does."""
    sound = prepare(source, longest=WECHAT_LONGEST)
    if len(sound.data) > WECHAT_MOST_BYTES:
        raise NotReadable(TOO_BIG)
    return sound


def _transcode(file: BinaryIO, answer: BinaryIO, kind: str, longest: float) -> None:
    command = [sys.executable, "-m", f"{__package__}.transcoder", kind, str(longest)]
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # file.seek() may only move inside its own buffer
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  every argument is our own
            command, stdin=file, stdout=answer, stderr=subprocess.DEVNULL, cwd=_ROOT, env=environment, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired as late:
        raise NotReadable(TOO_HARD) from late
    if done.returncode:
        raise NotReadable(TOO_HARD if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else DAMAGED_SOUND)


def _read(answer: BinaryIO) -> Sound:
    story = json.loads(answer.readline())
    match story.get("trouble"):
        case None:
            return Sound(data=answer.read(), seconds=story["seconds"], waveform=story["waveform"])
        case "unknown":
            raise NotPlayable(UNKNOWN_SOUND)
        case trouble:
            raise NotReadable(NO_SOUND if trouble == "silent" else DAMAGED_SOUND)
