"""The demo's people, channels and history."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cards import queries, rendering
from cards.models import Card, CardText
from channels_app.models import WebChatSite, WeChatAccount
from channels_app.wechat.kf_names import nickname
from console.identities import identity_of
from console.models import Agent, Identity, IdentityText, Participation
from grata_site import seed
from history.models import Channel, Comment, Conversation, Customer, Message, Tag, Tagging
from quickreplies import queries as quick_replies
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyText

pytestmark = pytest.mark.django_db
PEOPLE = ("lin", "marco", "sofia", "ana", "admin")


@pytest.fixture(scope="module", autouse=True)
def _seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Once for all: each test's own transaction is undone inside of this one."""
    plain = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic():
        with plain:
            seed.seed()
        yield
        transaction.set_rollback(True)


def test_seeding_again_changes_nothing() -> None:
    before = _everything()
    seed.seed()
    assert _everything() == before


def test_seeding_again_leaves_what_people_have_changed() -> None:
    Agent.objects.filter(name="Lin Wei").update(name="Lin", language="zh-hans")
    WebChatSite.objects.update(name="Our shop")
    seed.seed()
    assert Agent.objects.filter(name="Lin", language="zh-hans").exists()
    assert WebChatSite.objects.get().name == "Our shop"


def test_cards_that_people_have_archived_or_made_instead_stay_as_they_are() -> None:
    Card.objects.update(archived_at=timezone.now())
    seed.seed()
    assert queries.on_offer() == []


def test_there_are_cards_in_every_language_with_pictures_that_can_be_loaded() -> None:
    cards = queries.on_offer()
    assert len(cards) == 4
    for card in cards:
        assert [text.language for text in card.texts.all()] == ["en", "zh-hans", "zh-hant"]
        for text in card.texts.all():
            text.full_clean()
            address = rendering.picture_path(rendering.snapshot(text))
            assert Client().get(address).headers["Content-Type"] == "image/jpeg"


def test_there_are_quick_replies_in_every_language_but_one_that_lacks_some() -> None:
    replies = quick_replies.on_offer().replies
    assert [reply.is_default for reply in replies] == [True] * 2 + [False] * 6
    languages = [tuple(text.language for text in reply.texts.all()) for reply in replies]
    assert languages == [("en", "zh-hans", "zh-hant")] * 7 + [("en",)]
    for text in QuickReplyText.objects.all():
        text.full_clean()


def test_quick_replies_that_people_have_archived_or_changed_stay_as_they_are() -> None:
    QuickReply.objects.update(archived_at=timezone.now())
    QuickReplyText.objects.update(text="Ours")
    seed.seed()
    assert quick_replies.on_offer().replies == []
    assert set(QuickReplyText.objects.values_list("text", flat=True)) == {"Ours"}


@pytest.mark.parametrize("name", ["Lin Wei", "Marco Bianchi", "Sofia Reyes"])
def test_customers_see_each_agent_in_their_language_with_a_face(name: str) -> None:
    agent = Agent.objects.get(name=name)
    faces = [identity_of(agent, language) for language in ("en", "zh-hans", "zh-hant")]
    assert faces[0].name == name
    assert all(nickname(face.name) == face.name and face.department for face in faces)
    assert Client().get(str(faces[0].avatar)).headers["Content-Type"] == "image/jpeg"


def test_identities_that_people_have_taken_away_or_changed_stay_as_they_are() -> None:
    Agent.objects.filter(name="Lin Wei").update(identity=None)
    IdentityText.objects.update(name="Somebody")
    seed.seed()
    assert Agent.objects.get(name="Lin Wei").identity is None
    assert set(IdentityText.objects.values_list("name", flat=True)) == {"Somebody"}


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_of_the_demo_can_sign_in_and_sees_the_console(who: str) -> None:
    browser = Client()
    entered = browser.post(reverse("login"), {"username": f"{who}@demo.test", "password": "grata-demo"})
    assert entered.headers["Location"] == "/console/"
    assert browser.get("/console/").status_code == 200


def test_only_the_supervisors_are_staff_and_only_the_admin_is_all_powerful() -> None:
    staff = User.objects.filter(is_staff=True).values_list("username", flat=True)
    assert set(staff) == {"ana@demo.test", "admin@demo.test"}
    assert User.objects.get(is_superuser=True).username == "admin@demo.test"


def test_the_channels_are_those_that_the_contract_names() -> None:
    safe, plain = WeChatAccount.objects.get(slug="demo"), WeChatAccount.objects.get(slug="demo-plain")
    assert (safe.app_id, safe.token, safe.mode) == ("wx00000000000demo1", "demo-token", "safe")
    assert (safe.wechat_id, plain.wechat_id) == ("grata_demo", "grata_demo_shop")
    assert safe.aes_keys == ["abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"]
    assert (plain.app_id, plain.token, plain.mode) == ("wx00000000000demo2", "demo-plain-token", "plain")
    assert WebChatSite.objects.get(slug="demo").webhook_secret.startswith("whsec_")


def test_its_history_is_over_and_nothing_of_it_is_sent_to_anybody() -> None:
    assert set(Conversation.objects.values_list("state", flat=True)) == {"closed"}
    assert not Message.objects.filter(state__in=["pending", "sending"]).exists()
    assert not Conversation.objects.exclude(unanswered=0).exists()


def test_each_history_reads_in_the_order_in_which_it_was_said() -> None:
    for chat in Conversation.objects.prefetch_related("messages"):
        messages = sorted(chat.messages.all(), key=lambda message: message.position)
        assert messages == sorted(messages, key=lambda message: message.created_at)
        assert [message.kind for message in messages] == ["text"] * (len(messages) - 1) + ["closed"]


def test_four_weeks_of_chats_make_the_reports_look_alive() -> None:
    past = Conversation.objects.filter(customer__external_id__startswith="month-")
    assert 60 < past.count() < 120
    assert set(past.values_list("closed_how", flat=True)) == {"agent", "missed"}
    assert not past.filter(closed_at__gt=timezone.now()).exists()
    assert past.filter(opened_at__lt=timezone.now() - timedelta(days=25)).exists()
    page = Client()
    page.force_login(User.objects.get(username="ana@demo.test"))
    assert "There is nothing to show." not in page.get("/admin/reports/").text


def test_who_answered_finds_the_chat_of_today_in_their_history() -> None:
    browser = Client()
    browser.force_login(User.objects.get(username="lin@demo.test"))
    assert "Maria Keller" in browser.get("/console/").text


def _everything() -> list[list[dict[str, Any]]]:
    models: tuple[Any, ...] = (
        User,
        Agent,
        Identity,
        IdentityText,
        Channel,
        WeChatAccount,
        WebChatSite,
        Customer,
        Conversation,
        Message,
        Participation,
        Card,
        CardText,
        QuickReply,
        QuickReplyCategory,
        QuickReplyText,
        Tag,
        Tagging,
        Comment,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]
