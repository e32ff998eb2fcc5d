"""Customers' files that can't be had, or not now: each is contained, and explained where it should have been."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection
from django.utils import timezone, translation

from channels_app import fetching
from channels_app.models import WeChatAccount
from console.actions import fetch_media
from console.actions.claim import claim
from console.actions.fetch_media import LEASE, ask_again
from console.models import Agent
from console.refusals import NotYours
from grata_site.celery import app
from history.models import Attachment, Conversation, Message
from tests.channels_app.wechat.deliveries import answer, post_sealed, text_message
from tests.channels_app.wechat.fetching import GET, fetched, kept, sent, time_passes, waits
from tests.channels_app.wechat.files import MP4, Scripted, jpeg
from tests.console.media.pictures import flag, png_that_claims, saved
from tests.console.media.recordings import tone
from tests.together import at_once
from tests.wechat_simulator.server import Simulator

DEAD = "redis+socket:///nowhere/redis.sock"


def goes_on(account: WeChatAccount) -> None:
    """The next message comes as ever."""
    assert answer(post_sealed(account, text_message("在吗").replace("<MsgId>1<", "<MsgId>99<"))) == "success"
    assert Message.objects.latest("position").text == "在吗"


# ---- what is no good


def test_a_picture_of_300_megapixels_is_not_unpacked(platform: Simulator, wechat: WeChatAccount) -> None:
    file = fetched(sent("image", platform.add_file(png_that_claims(20_000, 15_000))))
    assert (file.state, file.due_at) == ("failed", None)
    assert file.error == "The picture has more than 50 million pixels. Make it smaller and send it again."
    assert kept() == set()
    goes_on(wechat)


@pytest.mark.parametrize(("kind", "megabytes"), [("image", 25), ("voice", 25), ("video", 100)])
def test_a_download_over_the_cap_is_cut_short(
    impostor: Scripted, wechat: WeChatAccount, kind: str, megabytes: int
) -> None:
    length = str((megabytes << 20) + 1)
    impostor.answers(GET, jpeg() + bytes(1 << 17), Content_Type="image/jpeg", Content_Length=length)
    file = fetched(sent(kind, "m-1"))
    assert (file.state, file.error) == ("failed", "The file is too large.")
    goes_on(wechat)


def test_a_web_page_in_a_files_place_is_no_file(platform: Simulator, wechat: WeChatAccount) -> None:
    file = sent("image", platform.add_file(jpeg()))
    platform.control("faults", endpoint=GET, fault="html")
    assert (fetched(file).state, file.error) == ("expected", "WeChat is busy.")
    assert kept() == set()
    goes_on(wechat)
    time_passes(file)
    assert (fetched(file).state, file.error) == ("stored", "")


@pytest.mark.parametrize("inner", ["http://127.0.0.1:1/film", "http://169.254.169.254/latest/meta-data/"])
def test_a_film_that_lies_at_an_inner_address_is_not_fetched(
    impostor: Scripted, wechat: WeChatAccount, inner: str
) -> None:
    impostor.answers(GET, json.dumps({"video_url": f"{impostor.url}/film"}).encode(), Content_Type="text/plain")
    impostor.answers("/film", b"", 302, Location=inner)
    file = fetched(sent("video", "m-1"))
    assert (file.state, file.error) == ("failed", "The file lies at an address that is not WeChat's.")
    assert [path.partition("?")[0] for path in impostor.came] == [GET, "/film"]
    goes_on(wechat)


def test_a_corrupt_recording_is_explained(platform: Simulator, wechat: WeChatAccount) -> None:
    file = fetched(sent("voice", platform.add_file(b"#!AMR\n" + b"\xff" * 500), Format="amr"))
    assert file.state == "failed"
    assert file.error in {"The recording is damaged or incomplete.", "There is no sound in this file."}
    assert kept() == set()
    goes_on(wechat)


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("video", jpeg(), "The file could not be read."),
        ("image", MP4, "This is not a picture that can be shown. Use JPEG, PNG, GIF or WebP."),
        ("voice", jpeg(), "This is not a recording."),
    ],
)
def test_a_file_is_what_is_in_it_and_not_what_it_is_called(
    impostor: Scripted, kind: str, data: bytes, reason: str
) -> None:
    impostor.answers(GET, data, Content_Type={"video": "video/mp4", "image": "image/png"}.get(kind, "voice/amr"))
    file = fetched(sent(kind, "m-1"))
    assert (file.state, file.error) == ("failed", reason)


def test_a_file_that_wechat_has_forgotten_is_gone(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    file = sent("image", platform.add_file(jpeg()))
    platform.control("clock", advance=3 * 86_400 + 1)
    assert (fetched(file).state, file.error) == ("gone", "WeChat no longer has this file.")
    ask_again(file, agent=lin)
    assert fetched(file).state == "gone"
    goes_on(wechat)


def test_reasons_are_kept_in_english_whatever_the_worker_speaks(platform: Simulator) -> None:
    with translation.override("zh-hans"):
        assert fetched(sent("image", "never-was")).error == "WeChat no longer has this file."


# ---- what may come later


@pytest.mark.parametrize("fault", ["drop_before", "bad_gateway"])
def test_while_wechat_is_down_a_file_is_tried_again_and_then_stored(platform: Simulator, fault: str) -> None:
    file = sent("image", platform.add_file(jpeg()))
    platform.control("faults", endpoint=GET, fault=fault, times=2)
    for _try in range(2):
        assert fetched(file).state == "expected"
        assert file.error in {"WeChat did not answer.", "WeChat is busy."}
        assert timedelta(0) < waits(file) < timedelta(seconds=10)
        assert fetched(file).state == "expected"  # it is not due yet
        time_passes(file)
    assert (fetched(file).state, file.error, file.attempts) == ("stored", "", 3)


@pytest.mark.parametrize("errcode", [45009, 40164])
def test_what_passes_or_an_administrator_mends_is_tried_every_ten_minutes(platform: Simulator, errcode: int) -> None:
    file = sent("image", platform.add_file(jpeg()))
    platform.control("faults", endpoint=GET, errcode=errcode)
    Attachment.objects.update(attempts=400)
    assert fetched(file).state == "expected"
    assert timedelta(minutes=7) < waits(file) <= timedelta(minutes=10)
    assert file.error


def test_once_its_time_is_over_a_file_that_could_not_be_had_is_gone(platform: Simulator) -> None:
    file = sent("image", platform.add_file(jpeg()))
    Attachment.objects.update(expires_at=timezone.now())
    platform.control("faults", endpoint=GET, fault="bad_gateway")
    assert (fetched(file).state, file.error) == ("gone", "The platform no longer has this file.")


def test_an_agent_can_ask_for_a_failed_one_again(platform: Simulator, lin: Agent, marco: Agent) -> None:
    file = sent("image", platform.add_file(jpeg()))
    platform.control("faults", endpoint=GET, errcode=40005)
    assert fetched(file).state == "failed"
    claim(Conversation.objects.get(), agent=lin)
    with pytest.raises(NotYours):
        ask_again(file, agent=marco)
    ask_again(file, agent=lin)
    ask_again(file, agent=lin)
    file.refresh_from_db()
    assert (file.state, file.attempts, file.error) == ("expected", 0, "")
    assert fetching.due() == [file.pk]
    assert fetched(file).state == "stored"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_many_workers_are_told_of_is_fetched_once(platform: Simulator) -> None:
    file = sent("voice", platform.add_file(tone("amr")), Format="amr")
    at_once([lambda: fetching.fetch(file.pk)] * 6)
    file.refresh_from_db()
    assert (file.state, platform.count(GET)) == ("stored", 1)
    assert kept() == {file.shown.name, file.original.name}


def test_a_worker_that_is_killed_between_taking_and_storing_is_followed_by_another(platform: Simulator) -> None:
    file = sent("image", platform.add_file(jpeg()))
    assert fetch_media.take(file.pk) is not None  # and it is never heard of again
    assert fetching.due() == []
    assert fetched(file).state == "expected"
    Attachment.objects.update(due_at=timezone.now() + waits(file.__class__.objects.get()) - LEASE)
    assert fetching.due() == [file.pk]
    assert fetched(file).state == "stored"


def test_a_worker_that_comes_late_leaves_no_file_behind(platform: Simulator) -> None:
    file = sent("voice", platform.add_file(tone("amr")), Format="amr")
    late = fetch_media.take(file.pk)
    assert late is not None
    outcome = fetching._attempt(late)
    time_passes(file)
    fetched(file)
    assert outcome() is False
    assert kept() == {file.shown.name, file.original.name}


@pytest.mark.parametrize(("attempts", "state"), [(0, "expected"), (2, "failed")])
def test_what_takes_too_long_is_given_up_at_the_third_time(
    platform: Simulator, attempts: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sent("image", platform.add_file(jpeg()))
    Attachment.objects.update(attempts=attempts)
    monkeypatch.setattr(FileSystemStorage, "save", _raising(SoftTimeLimitExceeded()))
    assert (fetched(file).state, file.error) == (state, "Fetching and reading the file took too long.")


def test_a_full_disk_is_our_own_trouble_and_passes(platform: Simulator) -> None:
    file = sent("voice", platform.add_file(tone("amr")), Format="amr")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileSystemStorage, "save", _full_for_the_second(FileSystemStorage.save))
        assert (fetched(file).state, file.error) == ("expected", "The file could not be kept on our side.")
    assert kept() == set()
    time_passes(file)
    assert fetched(file).state == "stored"


@pytest.mark.django_db(transaction=True)
def test_a_file_is_recorded_although_the_database_was_away_just_then(platform: Simulator) -> None:
    file = sent("image", platform.add_file(jpeg()))
    times = iter([1])

    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'SET "state"' in sql and next(times, 0):
            raise OperationalError("the connection is lost")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        assert fetched(file).state == "stored"
    assert next(times, 0) == 0
    assert kept() == {file.shown.name}


# ---- without the broker


@pytest.fixture
def _broker_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    broker = app.conf.broker_write_url
    app.conf.update(broker_write_url=DEAD)
    monkeypatch.setattr(app, "_pool", None)  # connections that are open already
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    yield
    app.conf.update(broker_write_url=broker)


@pytest.mark.usefixtures("_broker_away")
def test_without_the_broker_the_webhook_answers_soon_and_the_sweep_finds_the_file(platform: Simulator) -> None:
    began = time.monotonic()
    file = sent("image", platform.add_file(saved(flag(), "PNG")))
    assert time.monotonic() - began < 4
    assert platform.count(GET) == 0
    assert fetching.due() == [file.pk]


def _raising(error: Exception) -> Any:
    def save(*_: Any, **__: Any) -> None:
        raise error

    return save


def _full_for_the_second(real: Any) -> Any:
    calls = iter([False])

    def save(*args: Any, **more: Any) -> Any:
        if next(calls, True):
            raise OSError("no space left on device")
        return real(*args, **more)

    return save
