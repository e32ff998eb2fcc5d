"""Files that are kept in a bucket instead of on a disk: every way in and every way out."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cards.models import Card
from channels_app import fetching, outbound
from channels_app.models import WebChatSite, WeChatAccount
from channels_app.webchat import wire
from console.actions.reply_file import Upload, reply_file
from console.identities import identity_of
from console.models import Agent
from history.models import Attachment, Conversation, Message
from tests.cards.conftest import photo, written
from tests.channels_app.webchat.tabs import secret_of
from tests.channels_app.wechat.back_end import XIAOYU
from tests.channels_app.wechat.fetching import fetched, sent, time_passes
from tests.channels_app.wechat.files import MP4, jpeg
from tests.channels_app.wechat.kf import picture_of, sweep, workers
from tests.conftest import signed_in
from tests.console.media.pictures import loaded
from tests.console.media.recordings import heard, tone
from tests.faces import given_to
from tests.wechat_simulator.server import Simulator


@pytest.fixture(autouse=True)
def _no_disk(bucket: Any) -> None:
    """Nothing is kept on the disk."""


def names(storage: Any) -> set[str]:
    return {entry.key.removeprefix("files/of-grata/") for entry in storage.bucket.objects.all()}


def got(agent: Agent, file: Attachment, which: str = "shown", **headers: str) -> tuple[int, bytes]:
    answer = signed_in(agent).get(reverse("console:file", args=[file.pk, which]), headers=headers)
    return answer.status_code, b"".join(answer)


def test_what_customers_send_is_kept_there_and_played_in_parts_from_here(
    platform: Simulator, ana: Agent, bucket: Any
) -> None:
    voice = fetched(sent("voice", platform.add_file(tone("amr", 2.0)), Format="amr"))
    film = fetched(sent("video", platform.add_file(MP4), ThumbMediaId="t"))
    image = fetched(sent("image", platform.add_file(jpeg())))
    assert names(bucket) == {voice.shown.name, voice.original.name, film.shown.name, image.shown.name}
    assert heard(got(ana, voice)[1]).seconds == pytest.approx(2.0, abs=0.1)
    assert got(ana, voice, "original") == (200, tone("amr", 2.0))
    assert got(ana, film, range="bytes=4-11") == (206, MP4[4:12])
    assert got(ana, film, range="bytes=-7") == (206, MP4[-7:])
    assert loaded(got(ana, image)[1]).size == (32, 32)
    bucket.delete(str(film.shown))
    assert got(ana, film)[0] == 404


def test_a_file_waits_while_the_bucket_is_away_and_an_agent_may_try_meanwhile(
    platform: Simulator, settings: Any
) -> None:
    there = settings.STORAGES
    options = {**there["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**there, "default": {**there["default"], "OPTIONS": options}}
    file = fetched(sent("image", platform.add_file(jpeg())))
    assert (file.state, file.error) == ("expected", "The file could not be kept on our side.")
    settings.STORAGES = there
    time_passes(file)
    assert fetched(file).state == "stored"


def test_what_agents_send_leaves_from_there(
    claimed: Conversation, lin: Agent, platform: Simulator, bucket: Any
) -> None:
    upload = Upload(kind="image", file=BytesIO(jpeg(64)), name="lobby.jpg", size=len(jpeg(64)))
    message = reply_file(claimed, agent=lin, upload=upload, client_id=uuid4())
    assert names(bucket) == {message.attachment.shown.name}
    outbound.deliver(claimed.pk)
    message.refresh_from_db()
    assert (message.state, message.error) == ("sent", "")
    (line,) = [line for line in platform.phone(XIAOYU) if line["kind"] == "image"]
    assert loaded(platform.bytes(f"/phone/media/{line['media_id']}")).size == (64, 64)


@pytest.mark.usefixtures("eager")
def test_faces_and_the_pictures_of_cards_are_shown_from_there(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, bucket: Any
) -> None:
    given_to(lin, zh_hans="林薇", avatar="green")
    card = Card.objects.create(position=1)
    shown = written(card, "en", "Breakfast", picture=photo("red")).picture
    written(card, "zh-hans", "早餐", picture=photo("red"))
    assert len(names(bucket)) == 2  # the same picture is kept once
    lin.refresh_from_db()
    face = str(identity_of(lin, "zh-hans").avatar)
    for address in (face, shown.url):
        assert loaded(Client().get(address).content).format == "JPEG"
    sweep()
    assert picture_of(platform, workers(wechat)[0]) == Client().get(face).content


@pytest.mark.django_db(transaction=True)
def test_what_visitors_send_is_made_fit_and_what_they_brought_is_not_kept(site: WebChatSite, bucket: Any) -> None:
    headers = {"authorization": f"Bearer {secret_of('Daniel')}", "host": "localhost"}
    form = {"id": str(uuid4()), "kind": "image", "file": SimpleUploadedFile("a.jpg", jpeg())}
    assert Client(headers=headers).post("/webchat/demo/uploads/", form).status_code == 200
    attachment = Attachment.objects.get()
    assert names(bucket) == {attachment.source["kept"]}
    fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert names(bucket) == {attachment.shown.name}
    link = wire.message(Message.objects.get(), "en")["file"]["url"]
    answer = Client().get(link, headers={"host": "localhost", "range": "bytes=0-1"})
    assert (answer.status_code, b"".join(answer)) == (206, b"\xff\xd8")
