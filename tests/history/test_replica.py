"""Reading where nothing is written: as of when, and what happens when it is away. A real one is in tests/flows/test_growing.py."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone
from psycopg.errors import SerializationFailure

from channels_app.models import WebChatSite
from console.models import Agent
from history import replica
from history.replica import PRIMARY, Source
from tests.conftest import signed_in, writes
from tests.searching import index

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

# The same database under another name, whose server says of itself that it follows another.
FOLLOWS = """
CREATE SCHEMA following;
CREATE FUNCTION following.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION following.pg_last_xact_replay_timestamp() RETURNS timestamptz LANGUAGE sql
    AS $$ SELECT clock_timestamp() - interval '{seconds} seconds' $$;
"""
Configure = Callable[..., None]


@pytest.fixture(scope="module", autouse=True)
def _known_to_the_tests(django_db_setup: None) -> Iterator[None]:
    """Django's tests allow only connections that are known before they begin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings, replica.ALIAS, {**connection.settings_dict, "TEST": {"MIRROR": "default"}})
        yield


@pytest.fixture
def configure(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Makes a replica known; reached like the database, but for what is said."""
    monkeypatch.setattr(replica, "_rests_until", 0.0)

    def known(options: str = "", **more: Any) -> None:
        given = connection.settings_dict
        fixed = {**given["OPTIONS"], "pool": {"min_size": 1, "max_size": 2, "timeout": 0.5}}
        fixed["options"] += options
        monkeypatch.setitem(connections.settings, replica.ALIAS, {**given, "OPTIONS": fixed, **more})
        del connections[replica.ALIAS]

    monkeypatch.delitem(connections.settings, replica.ALIAS)
    yield known
    if replica.is_configured():
        connections[replica.ALIAS].close()
        connections[replica.ALIAS].close_pool()  # type: ignore[attr-defined]
        del connections[replica.ALIAS]


@pytest.fixture
def following(configure: Configure) -> Iterator[Callable[[int], None]]:
    """A replica that is behind by so many seconds."""

    def behind(seconds: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FOLLOWS.format(seconds=seconds))
        configure(options=" -c search_path=following,pg_catalog,public")

    yield behind
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS following CASCADE")


def found() -> Source:
    """What is read."""
    return replica.read(lambda source: source)


def test_without_a_replica_the_database_itself_is_read(configure: Configure) -> None:
    assert not replica.is_configured()
    assert found() is PRIMARY


def test_one_that_is_away_is_left_alone_for_a_while(configure: Configure) -> None:
    configure(HOST="/nowhere")
    assert found() is PRIMARY
    began = time.monotonic()
    assert found() is PRIMARY
    assert time.monotonic() - began < 0.2
    assert replica.behind() is None


def test_a_server_that_follows_nobody_is_no_replica(configure: Configure) -> None:
    configure()
    assert replica.behind() is None
    assert found() is PRIMARY


def test_one_that_is_a_moment_behind_is_read_without_a_word(following: Callable[[int], None]) -> None:
    following(1)
    assert found() == Source(replica.ALIAS)


def test_one_that_is_behind_says_as_of_when_and_hours_are_too_much(following: Callable[[int], None]) -> None:
    following(60)
    as_of = found().as_of
    assert as_of is not None
    assert timedelta(seconds=59) < timezone.now() - as_of < timedelta(seconds=90)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA following CASCADE")
        cursor.execute(FOLLOWS.format(seconds=2 * 3600))
    assert found() is PRIMARY


def test_what_fails_half_way_is_asked_of_the_database_itself(following: Callable[[int], None]) -> None:
    following(1)
    asked = list[str]()

    def fails(error: Exception) -> str:
        def work(source: Source) -> str:
            asked.append(source.alias)
            if source.alias == replica.ALIAS:
                raise OperationalError from error
            return "found"

        return replica.read(work)

    assert fails(SerializationFailure()) == "found"  # its rows were needed: the next may be read there again
    assert fails(ConnectionError()) == "found"
    assert fails(ConnectionError()) == "found"
    assert asked == ["replica", "default", "replica", "default", "default"]


def test_pages_that_only_read_say_as_of_when_they_are(
    following: Callable[[int], None], site: WebChatSite, ana: Agent
) -> None:
    writes(site, "daniel", "Is there a lighthouse?")
    index()
    browser = signed_in(ana)
    for url, asked in (("/console/history/", {"q": "lighthouse"}), ("/admin/reports/", {})):
        assert "As of" not in browser.get(url, asked).text
    following(60)
    page = browser.get("/console/history/", {"q": "lighthouse"}).text
    assert "<mark>lighthouse</mark>" in page
    assert "As of" in page
    assert "As of" not in browser.get("/console/history/", {"before": "999999"}).text  # it was said at the top
    report = browser.get("/admin/reports/")
    assert "As of" in report.text
    assert report.context["report"].as_of is not None
