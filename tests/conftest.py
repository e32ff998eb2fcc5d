"""What all tests share: the cast, the channels, and a Redis prefix for each parallel worker."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from asgiref.sync import SyncToAsync
from auditlog.context import disable_auditlog
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation

from channels_app.models import WebChatSite, WeChatAccount
from channels_app.sockets import threads
from console.actions.receive import Inbound, receive
from console.actions.sign_in import sign_in
from console.models import Agent, Greeting, GreetingText
from console.people import roles
from console.people.roles import Role
from console.people.sessions import SessionStore
from grata_site import seed
from history.models import Channel, Conversation, Message
from history.services import Received
from tests import emptying
from tests.services import WORKER

PASSWORD = "harbour-view-7"


def pytest_configure(config: pytest.Config) -> None:
    # Redis has one space of channel names for all its databases.
    settings.GRATA_PUSH_THREAD = False
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"test-{WORKER or 'one'}"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: the collector need not look through it again and again, nor often through what is left."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 100)


@pytest.fixture(scope="session", autouse=True)
def _soon_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying.delete_all)
        yield


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The test client leaves the language of its last request behind, whosever that was."""
    with translation.override("en"):
        yield


@pytest.fixture
def socket_threads(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Channels' test client leaves connections open after each use: they are closed here, in the threads that opened them."""
    with ThreadPoolExecutor(1) as thread:
        monkeypatch.setattr(threads, "_threads", thread)
        yield
        for opened in (thread, SyncToAsync.single_thread_executor):
            opened.submit(connections.close_all).result(timeout=5)


@pytest.fixture
def lin(db: None) -> Agent:
    return person("lin@demo.test", "Lin Wei")


@pytest.fixture
def marco(db: None) -> Agent:
    return person("marco@demo.test", "Marco Bianchi")


@pytest.fixture
def ana(db: None) -> Agent:
    return person("ana@demo.test", "Ana Lima", role=Role.SUPERVISOR)


@pytest.fixture
def admin_person(db: None) -> Agent:
    """The administrator."""
    return person("admin@demo.test", "Admin", role=Role.ADMINISTRATOR)


@pytest.fixture
def wechat(db: None) -> WeChatAccount:
    """The demo's account in safe mode."""
    with disable_auditlog():  # what is there before a test begins, nobody did
        return seed.safe_account()


@pytest.fixture
def wechat_plain(db: None) -> WeChatAccount:
    with disable_auditlog():
        return seed.plain_account()


@pytest.fixture
def site(db: None) -> WebChatSite:
    with disable_auditlog():
        return seed.site()


@pytest.fixture
def waiting(site: WebChatSite) -> Conversation:
    """Daniel has written and waits."""
    return writes(site, "daniel", "Is late check-out possible?", name="Daniel Ortiz").conversation


def person(email: str, name: str, *, language: str = "en", role: Role = Role.AGENT) -> Agent:
    """An agent who can sign in with PASSWORD. Made as `roles.give` leaves them, in few statements: most tests have several."""
    is_staff, is_superuser = role != Role.AGENT, role == Role.ADMINISTRATOR
    with disable_auditlog():
        user = User.objects.create_user(email, email, PASSWORD, is_staff=is_staff, is_superuser=is_superuser)
        if role == Role.SUPERVISOR:
            user.groups.add(Group.objects.get(name=roles.SUPERVISORS))
        return Agent.objects.create(user=user, name=name, language=language)


def writes(channel: Channel, who: str, text: str, *, name: str = "", message_id: str = "") -> Message:
    """A customer writes."""
    received = Received(external_id=message_id or str(uuid4()), text=text)
    return receive(Inbound(channel=channel, customer_id=who, name=name or who, received=received)).message


def greeting(moment: str, channel: Channel | None = None, **texts: str) -> Greeting:
    """What is said by itself at that moment. texts: as zh_hans="你好"."""
    made = Greeting.objects.create(channel=channel, moment=moment)
    for language, text in texts.items():
        GreetingText.objects.create(greeting=made, language=language.replace("_", "-"), text=text)
    return made


def signed_in(agent: Agent) -> Client:
    """A browser in which that agent is signed in; nowhere else any more. As after the form, without what it costs."""
    browser, session = Client(), SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(agent.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = agent.user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    agent.user.last_login = timezone.now()
    User.objects.filter(pk=agent.pk).update(last_login=agent.user.last_login)
    sign_in(agent, session_key=session.session_key)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser
