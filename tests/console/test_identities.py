"""Whom customers see, and how supervisors manage it."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cards import pictures
from console.avatars import AVATARS
from console.identities import Face, identity_of
from console.models import Agent, Identity, IdentityText
from tests.cards.conftest import photo, upload
from tests.conftest import signed_in
from tests.faces import given_to, written

LIST, ADD = reverse("admin:console_identity_changelist"), reverse("admin:console_identity_add")


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    """Ana's browser. She has no permission on any table."""
    return signed_in(ana)


def seen(agent: Agent, language: str) -> Face:
    return identity_of(Agent.objects.get(pk=agent.pk), language)


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh-hans", "林薇"), ("zh_CN", "林薇"), ("zh_TW", "林薇"), ("en-GB", "Lin"), ("de", "Lin"), ("", "Lin")],
)
def test_customers_see_the_name_in_their_language_or_the_nearest(lin: Agent, language: str, name: str) -> None:
    given_to(lin, en="Lin", zh_hans="林薇")
    assert seen(lin, language).name == name


def test_where_there_is_no_english_any_language_is_better_than_none(lin: Agent) -> None:
    given_to(lin, zh_hant="林薇")
    assert seen(lin, "de").name == "林薇"


def test_without_an_identity_or_without_its_words_customers_see_the_agents_own_name(lin: Agent, marco: Agent) -> None:
    given_to(lin)
    assert seen(lin, "en") == Face("Lin Wei")
    assert seen(marco, "zh-hans") == Face("Marco Bianchi")


def test_a_face_without_a_picture_in_this_language_borrows_that_of_another(lin: Agent) -> None:
    identity = given_to(lin, en="Lin")
    picture = written(identity, "zh-hans", "林薇", avatar="green", department="前台").avatar
    assert seen(lin, "en") == Face("Lin", "", picture.url)
    assert seen(lin, "zh-hans") == Face("林薇", "前台", picture.url)


def test_several_agents_may_share_one(lin: Agent, marco: Agent) -> None:
    identity = given_to(lin, en="Front desk")
    Agent.objects.filter(pk=marco.pk).update(identity=identity)
    assert seen(lin, "en") == seen(marco, "en") == Face("Front desk")


def test_a_deleted_identity_leaves_its_agents_their_own_names(lin: Agent, supervisor: Client) -> None:
    identity = given_to(lin, en="Front desk")
    supervisor.post(reverse("admin:console_identity_delete", args=[identity.pk]), {"post": "yes"})
    assert not Identity.objects.exists()
    assert seen(lin, "en") == Face("Lin Wei")


def test_everybody_may_load_a_face_and_nothing_else_at_that_address(lin: Agent) -> None:
    given_to(lin, en="Lin", avatar="green")
    address = str(seen(lin, "en").avatar)
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert "immutable" in answer["Cache-Control"]
    assert Client().post(address).status_code == 405
    card = pictures.store(photo("red"))
    sha = pictures.sha_of(card)
    for nothing in (f"/faces/{sha}.jpg", f"{address}/", f"{address}%0a", "/faces/..%2fcards%2fx.jpg", address.upper()):
        assert Client().get(nothing).status_code == 404


@pytest.mark.parametrize(("size", "side"), [((1200, 800), 640), ((700, 2000), 640), ((120, 90), 90)])
def test_a_supervisor_makes_an_identity_whose_face_is_cut_to_a_square(
    supervisor: Client, size: tuple[int, int], side: int
) -> None:
    supervisor.post(ADD, _form(_text("en", "Front desk", avatar=photo(size=size)), _text("zh-hans", "前台")))
    identity = Identity.objects.get(label="Desk")
    english, chinese = identity.texts.all()
    assert (english.name, english.department, chinese.name) == ("Front desk", "Harbour", "前台")
    with default_storage.open(str(english.avatar.name)) as file:
        picture = Image.open(io.BytesIO(file.read()))
    assert (picture.format, picture.size) == ("JPEG", (side, side))
    assert english.avatar.url in supervisor.get(_change(identity)).text


def test_nothing_but_pixels_is_kept_of_a_photo(supervisor: Client) -> None:
    image, out = Image.new("RGB", (700, 700), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[270] = "secret place"
    image.save(out, "JPEG", exif=exif)
    supervisor.post(ADD, _form(_text("en", "Lin", avatar=upload(out.getvalue()))))
    with default_storage.open(str(IdentityText.objects.get().avatar.name)) as file:
        assert b"secret place" not in file.read()
    assert b"secret place" in out.getvalue()


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], "This field is required"),
        ([{"language": "en", "name": " "}], "required"),
        ([{"language": "en", "name": "x" * 41}], "at most 40"),
        ([{"language": "en", "name": "Lin", "department": "x" * 61}], "at most 60"),
        ([{"language": "en", "name": "Lin\0"}], "Null characters"),
        ([{"language": "en", "name": "Lin"}] * 2, "duplicate"),
        ([{"language": "fr", "name": "Lin"}], "not one of the available choices"),
        ([{"language": "en", "name": "Lin", "avatar": SimpleUploadedFile("a.svg", b"<svg><script/></svg>")}], "SVG"),
        ([{"language": "en", "name": "Lin", "avatar": SimpleUploadedFile("a.jpg", b"<html>")}], "not a picture"),
    ],
    ids=["no text", "blank", "long", "long department", "nul", "twice", "unknown language", "svg", "html"],
)
def test_what_does_not_fit_is_said_and_nothing_is_made(
    supervisor: Client, texts: list[dict[str, Any]], words: str
) -> None:
    page = supervisor.post(ADD, _form(*texts))
    assert page.status_code == 200
    assert words in page.text
    assert not Identity.objects.exists()


def test_the_list_says_who_uses_each(lin: Agent, marco: Agent, supervisor: Client) -> None:
    identity = given_to(lin, en="Front desk", zh_hans="前台", avatar="green")
    Agent.objects.filter(pk=marco.pk).update(identity=identity)
    for address in (LIST, f"{LIST}?q=前台", _change(identity)):
        assert "Lin Wei, Marco Bianchi" in supervisor.get(address).text
    picture = pictures.path(str(identity.texts.all()[0].avatar.name), AVATARS)
    assert picture in supervisor.get(LIST).text


def test_agents_and_strangers_do_not_come_near(lin: Agent) -> None:
    identity = given_to(lin, en="Lin")
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        for url in (LIST, ADD, _change(identity), reverse("admin:console_identity_delete", args=[identity.pk])):
            assert browser.get(url).status_code == status
            assert browser.post(url, _form(_text("en", "Mine")) | {"post": "yes"}).status_code == status
    assert [text.name for text in IdentityText.objects.all()] == ["Lin"]


def test_an_agent_is_given_an_identity_where_agents_are_managed(lin: Agent, admin_client: Client) -> None:
    identity = given_to(lin, en="Lin")
    Agent.objects.update(identity=None)
    person = {"name": lin.name, "email": lin.user.email, "role": "agent", "language": "en", "time_zone": "UTC"}
    form = {**person, "identity": identity.pk}
    admin_client.post(reverse("admin:console_agent_change", args=[lin.pk]), form)
    assert Agent.objects.get(pk=lin.pk).identity == identity


def _change(identity: Identity) -> str:
    return reverse("admin:console_identity_change", args=[identity.pk])


def _text(language: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"language": language, "name": name, "department": "Harbour", **fields}


def _form(*texts: dict[str, Any]) -> dict[str, Any]:
    """What the browser posts: an identity with these texts."""
    fields = {f"texts-{number}-{name}": value for number, text in enumerate(texts) for name, value in text.items()}
    return {"label": "Desk", "texts-TOTAL_FORMS": max(1, len(texts)), "texts-INITIAL_FORMS": 0, **fields}
