"""A voice plays in every browser and in WeChat, whatever it was recorded with; what doesn't play says why."""

import io
import random
import socket
import stat
import struct
import sys
from pathlib import Path

import pytest

from console.media import errors, sounds, transcoder
from console.media.errors import NotPlayable, NotReadable
from console.media.sounds import Sound

from .recordings import FORMATS, HERE, TONE, heard, tone, video, wideband_amr


def prepared(data: bytes, longest: float = sounds.LONGEST) -> Sound:
    return sounds.prepare(io.BytesIO(data), longest=longest)


def refusal(data: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as refused:
        prepared(data)
    return refused.value


@pytest.mark.parametrize("name", FORMATS)
def test_every_recorders_voice_becomes_an_mp3_that_sounds_the_same(name: str) -> None:
    sound = prepared(tone(name))
    played = heard(sound.data)
    assert (sound.content_type, sound.extension) == ("audio/mpeg", "mp3")
    assert (played.codec, played.channels) == ("mp3", 1)
    assert sound.seconds == pytest.approx(1, abs=0.1)
    assert played.seconds == pytest.approx(1, abs=0.15)
    assert played.pitch == pytest.approx(TONE, rel=0.05)


def test_wideband_amr_plays() -> None:
    assert prepared(wideband_amr(1.5)).seconds == pytest.approx(1.5, abs=0.05)


def test_speex_plays_in_ogg_bare_as_wechat_sends_it_and_with_its_length_before_each_frame() -> None:
    bare = (HERE / "bare_tone.speex").read_bytes()
    counted = b"".join(bytes([60]) + bare[start : start + 60] for start in range(0, len(bare), 60))
    for data in ((HERE / "tone.spx").read_bytes(), bare, counted):
        sound = prepared(data)
        assert sound.seconds == pytest.approx(0.6, abs=0.05)
        assert heard(sound.data).pitch == pytest.approx(TONE, rel=0.1)


def test_both_sides_of_a_stereo_recording_are_heard() -> None:
    played = heard(prepared(tone("mp4", layout="stereo")).data)
    assert played.channels == 1
    assert played.pitch == pytest.approx(TONE, rel=0.05)


def test_a_recording_that_turns_from_mono_to_stereo_plays_to_its_end() -> None:
    sound = prepared(tone("mp3") + tone("mp3", layout="stereo"))
    assert sound.seconds == pytest.approx(2, abs=0.2)
    assert heard(sound.data).pitch == pytest.approx(TONE, rel=0.1)


def test_of_a_film_the_sound_is_played() -> None:
    assert prepared(video(sound=True)).seconds == pytest.approx(1, abs=0.15)


def test_a_film_without_sound_says_so() -> None:
    assert refusal(video(sound=False)).reason == errors.NO_SOUND


def test_the_waveform_follows_the_voice() -> None:
    quiet_then_loud = prepared(tone("wav", loudness=lambda second: 0.1 if second < 0.5 else 0.8)).waveform
    assert len(quiet_then_loud) == 48
    assert all(bar == pytest.approx(12, abs=3) for bar in quiet_then_loud[1:23])
    assert all(bar == pytest.approx(100, abs=3) for bar in quiet_then_loud[25:47])
    assert max(quiet_then_loud) == 100


def test_silence_is_drawn_flat_and_the_shortest_sound_has_all_its_bars() -> None:
    assert prepared(tone("wav", loudness=lambda _: 0)).waveform == [0] * 48
    assert len(prepared(tone("wav", 0.01)).waveform) == 48


def test_a_long_recording_is_cut() -> None:
    sound = prepared(tone("ogg"), longest=0.5)
    assert sound.seconds == 0.5
    assert heard(sound.data).seconds == pytest.approx(0.5, abs=0.1)


def test_wechat_gets_no_more_than_sixty_seconds_and_two_megabytes() -> None:
    sound = sounds.for_wechat(io.BytesIO(_wav(61, rate=8_000)))
    assert 59 < sound.seconds < 60
    assert 59 < heard(sound.data).seconds <= 60
    assert len(sound.data) <= 2 << 20


def _wav(seconds: float, *, rate: int, channels: int = 1, claimed: float | None = None) -> bytes:
    data = bytes(int(seconds * rate) * 2 * channels)
    size = int((claimed or seconds) * rate) * 2 * channels
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
    return (
        b"RIFF"
        + struct.pack("<I", size + 36)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", size)
        + data
    )


def test_two_hours_that_are_only_claimed_are_not_believed() -> None:
    assert prepared(_wav(0.5, rate=16_000, claimed=7_200)).seconds == pytest.approx(0.5, abs=0.01)
    assert prepared(tone("webm", gap=7_200)).seconds == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("wav", [_wav(0.5, rate=1), _wav(1, rate=8_000, channels=255), _wav(0.1, rate=10_000_000)])
def test_an_absurd_rate_or_number_of_channels_is_refused(wav: bytes) -> None:
    assert refusal(wav + bytes(5_000)).reason == errors.DAMAGED_SOUND


@pytest.mark.parametrize("name", ["amr", "webm", "mp3", "wav"])
def test_a_recording_cut_off_in_the_middle_plays_as_far_as_it_goes(name: str) -> None:
    data = tone(name)
    assert prepared(data[: len(data) // 2]).seconds == pytest.approx(0.5, abs=0.1)


def test_a_cut_off_recording_whose_index_was_at_its_end_is_called_damaged() -> None:
    data = tone("mp4")
    assert refusal(data[: len(data) // 2]).reason == errors.DAMAGED_SOUND


@pytest.mark.parametrize("name", ["amr", "webm", "ogg", "mp4", "aac"])
def test_a_beginning_followed_by_random_bytes_is_called_damaged(name: str) -> None:
    refused = refusal(tone(name)[:16] + random.Random(1).randbytes(20_000))
    assert refused.reason == errors.DAMAGED_SOUND


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", errors.EMPTY),
        (b"<!DOCTYPE html><h1>502 Bad Gateway</h1>", errors.WEB_PAGE),
        (b'{"errcode":40007,"errmsg":"invalid media_id"}', errors.ERROR_ANSWER),
        (b"PK\x03\x04" + bytes(100), errors.NOT_A_SOUND),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), errors.NOT_A_SOUND),
        (b"#!AMR\n", errors.NO_SOUND),
        (b"#!AMR\n" + b"<html>" * 100, errors.DAMAGED_SOUND),
    ],
)
def test_what_is_no_recording_is_refused_in_words(data: bytes, reason: str) -> None:
    refused = refusal(data)
    assert refused.reason == reason
    assert not isinstance(refused, NotPlayable)


@pytest.mark.parametrize("data", [b"\x02#!SILK_V3\x0c\x00" + bytes(100), b"caff" + bytes(100), bytes(range(256)) * 9])
def test_a_recording_of_an_unknown_kind_is_offered_for_download(data: bytes) -> None:
    refused = refusal(data)
    assert isinstance(refused, NotPlayable)
    assert "downloaded" in refused.reason


def test_a_playlist_makes_nobody_call_an_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/inner.ts"
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n".encode()
        assert isinstance(refusal(playlist), NotPlayable)
        with pytest.raises(PermissionError):  # not even by a reader that does follow addresses
            list(transcoder._contained(io.BytesIO(playlist), "hls"))
        with pytest.raises(BlockingIOError):
            server.accept()


def _transcoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A shell script takes the transcoder's place."""
    program = tmp_path / "transcoder"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.mark.parametrize(
    ("signal", "reason"), [("SEGV", errors.DAMAGED_SOUND), ("XCPU", errors.TOO_HARD), ("KILL", errors.TOO_HARD)]
)
def test_a_decoder_that_dies_takes_nothing_with_it(
    signal: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _transcoder(tmp_path, monkeypatch, f"kill -{signal} $$")
    assert refusal(b"#!AMR\n").reason == reason


def test_a_decoder_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "PATIENCE", 0.2)
    _transcoder(tmp_path, monkeypatch, "exec sleep 60")
    assert refusal(b"#!AMR\n").reason == errors.TOO_HARD


def test_a_decoder_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "the-secret")
    _transcoder(tmp_path, monkeypatch, f"env > {tmp_path}/seen; kill -SEGV $$")
    refusal(b"#!AMR\n")
    assert "PATH=" in (tmp_path / "seen").read_text()
    assert "the-secret" not in (tmp_path / "seen").read_text()
