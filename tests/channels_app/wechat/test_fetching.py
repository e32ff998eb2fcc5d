"""Customers' pictures, recordings and films: fetched from WeChat and kept as what they are."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from channels_app import fetching, tasks
from channels_app.models import WeChatAccount
from grata_site.celery import app
from history.models import Attachment, Message
from tests.channels_app.wechat.deliveries import message_of, post_sealed
from tests.channels_app.wechat.fetching import GET, content, fetched, kept, sent
from tests.channels_app.wechat.files import MP4, Scripted
from tests.console.media import recordings
from tests.console.media.pictures import flag, loaded, near, saved
from tests.console.media.recordings import heard, tone
from tests.wechat_simulator.server import Simulator

HERE = Path(__file__).parents[2] / "console" / "media"


@pytest.fixture
def _lazy() -> Iterator[None]:
    """In the end, workers do nothing by themselves again."""
    yield
    app.conf.task_always_eager = False


def test_a_picture_is_kept_anew_with_nothing_but_its_pixels(platform: Simulator) -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    file = fetched(sent("image", platform.add_file(saved(flag(), "JPEG", exif=exif))))
    assert (file.state, file.error, file.shown_type) == ("stored", "", "image/jpeg")
    assert (file.width, file.height, file.original.name, file.due_at) == (40, 20, "", None)
    data = content(file.shown)
    assert b"at home" not in data
    assert len(data) == file.size
    assert near(loaded(data).getpixel((5, 5)), (20, 20, 220))
    assert kept() == {file.shown.name}
    assert file.shown.path.endswith(".jpg")


def test_a_recording_is_kept_as_mp3_and_as_it_came(platform: Simulator) -> None:
    file = fetched(sent("voice", platform.add_file(tone("amr", 2.0)), Format="amr"))
    assert (file.state, file.error) == ("stored", "")
    assert (file.shown_type, file.original_type) == ("audio/mpeg", "audio/amr")
    assert file.seconds == pytest.approx(2.0, abs=0.1)
    assert len(file.waveform) == 48
    assert heard(content(file.shown)).pitch == pytest.approx(recordings.TONE, rel=0.05)
    assert content(file.original) == tone("amr", 2.0)
    assert kept() == {file.shown.name, file.original.name}


def test_the_better_of_two_recordings_is_taken(platform: Simulator) -> None:
    worse, better = platform.add_file(tone("amr", 1.0)), platform.add_file(tone("amr", 2.0))
    file = fetched(sent("voice", worse, MediaId16K=better, Format="amr"))
    assert file.seconds == pytest.approx(2.0, abs=0.1)
    assert platform.count(GET) == 1


@pytest.mark.parametrize("better", ["gone", "damaged"])
def test_where_the_better_recording_is_of_no_use_the_other_is_taken(platform: Simulator, better: str) -> None:
    found = platform.add_file(b"#!AMR\n" + b"\xff" * 99) if better == "damaged" else "never-was"
    file = fetched(sent("voice", platform.add_file(tone("amr")), MediaId16K=found, Format="amr"))
    assert (file.state, file.error) == ("stored", "")
    assert file.seconds == pytest.approx(1.0, abs=0.1)
    assert kept() == {file.shown.name, file.original.name}


def test_wechats_bare_speex_is_played(impostor: Scripted) -> None:
    impostor.answers(GET, (HERE / "bare_tone.speex").read_bytes(), Content_Type="voice/speex")
    file = fetched(sent("voice", "m-1", MediaId16K="m-16", Format="speex"))
    assert (file.state, file.shown_type) == ("stored", "audio/mpeg")
    assert file.seconds is not None


def test_a_recording_of_an_unknown_kind_can_be_downloaded(impostor: Scripted) -> None:
    silk = b"\x02#!SILK_V3" + b"\x07" * 200
    impostor.answers(GET, silk, Content_Type="voice/amr")
    file = fetched(sent("voice", "m-1", MediaId16K="m-16", Format="silk"))
    assert (file.state, file.shown.name, file.original_type) == ("stored", "", "audio/silk")
    assert file.error == "This kind of recording can't be played here. It can be downloaded."
    assert content(file.original) == silk
    assert file.size == len(silk)
    assert kept() == {file.original.name}


@pytest.mark.parametrize("kind", ["video", "shortvideo"])
def test_a_film_is_kept_as_it_came(platform: Simulator, kind: str) -> None:
    film = recordings.video(sound=True)
    file = fetched(sent(kind, platform.add_file(film)))
    assert (file.state, file.shown_type, file.size, file.error) == ("stored", "video/mp4", len(film), "")
    assert content(file.shown) == film
    assert file.shown.path.endswith(".mp4")


@pytest.mark.parametrize(("brand", "content_type"), [(b"3gp4", "video/3gpp"), (b"qt  ", "video/quicktime")])
def test_a_film_that_few_browsers_play_can_be_downloaded(impostor: Scripted, brand: bytes, content_type: str) -> None:
    impostor.answers(GET, MP4.replace(b"mp42", brand), Content_Type="video/mp4")
    file = fetched(sent("video", "m-1"))
    assert (file.state, file.shown.name, file.original_type) == ("stored", "", content_type)
    assert file.error == "This kind of film can't be played here. It can be downloaded."


def test_a_message_shows_its_file_by_a_new_version(platform: Simulator) -> None:
    file = sent("image", platform.add_file(saved(flag(), "PNG")))
    before = Message.objects.get().version
    fetched(file)
    assert Message.objects.get().version > before


def test_the_webhook_fetches_nothing_itself(platform: Simulator, wechat: WeChatAccount) -> None:
    for _delivery in range(3):
        post_sealed(wechat, message_of("image", MediaId=platform.add_file(saved(flag(), "PNG"))))
    assert platform.count(GET) == 0
    assert Attachment.objects.get().state == "expected"


@pytest.mark.usefixtures("_lazy")
def test_a_sweep_finds_what_is_due_and_nothing_else(platform: Simulator) -> None:
    due, later, stored = (sent("image", platform.add_file(saved(flag(), "PNG"))) for _ in range(3))
    Attachment.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(minutes=1))
    fetched(stored)
    assert fetching.due() == [due.pk]
    app.conf.task_always_eager = True
    tasks.fetch_due()
    due.refresh_from_db()
    assert due.state == "stored"


@pytest.mark.usefixtures("_lazy")
def test_a_message_has_its_file_fetched_by_the_next_free_worker(platform: Simulator) -> None:
    app.conf.task_always_eager = True
    assert sent("image", platform.add_file(saved(flag(), "PNG"))).state == "stored"
