"""What Prometheus is told, by whom it may be asked, and that it names nobody."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.parser import text_string_to_metric_families

from channels_app import outbound, stages
from channels_app.inbound import Inbound, Received, receive
from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent, Letter, Transfer
from grata_site import measuring
from grata_site.numbers import rows, views
from history.models import Conversation, Message
from tests.conftest import writes

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a-token-of-some-length"
COUNTS = """
import sys, time, pathlib
from grata_site import measuring
measuring.prepare(pathlib.Path(sys.argv[1]))
from prometheus_client import Counter, Gauge
Counter("work", "").inc()
Gauge("open", "", multiprocess_mode="livesum").inc(5)
print("counted", flush=True)
time.sleep(60)
"""
CONTAINED = "import os, socket, sys; os.getpid, socket.gethostname = lambda: 1, lambda: sys.argv[2]"
Key = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_rows", rows.Rows())


def numbers(**request: Any) -> dict[Key, float]:
    """Each number by its name and its labels."""
    answer = Client().get("/metrics", **request)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def number(found: dict[Key, float], name: str, **labels: str) -> float:
    return found.get((name, tuple(sorted(labels.items()))), 0.0)


def test_this_machine_may_ask_and_others_with_the_token(settings: Any) -> None:
    settings.GRATA_METRICS_TOKEN = TOKEN
    assert Client().get("/metrics").status_code == 200
    elsewhere: list[dict[str, Any]] = [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=x"},
    ]
    for request in elsewhere:
        assert Client().get("/metrics", **request).status_code == 403
        for wrong in (TOKEN, "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"):
            assert Client().get("/metrics", HTTP_AUTHORIZATION=wrong, **request).status_code == 403
        assert Client().get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}", **request).status_code == 200
    assert Client().post("/metrics").status_code == 405


def test_without_a_token_there_is_none_that_fits(settings: Any) -> None:
    settings.GRATA_METRICS_TOKEN = ""
    for given in ("Bearer ", "Bearer", "Bearer x"):
        assert Client().get("/metrics", REMOTE_ADDR="10.0.0.7", HTTP_AUTHORIZATION=given).status_code == 403


def test_a_message_is_counted_at_each_stage_of_its_way(site: WebChatSite, lin: Agent) -> None:
    before = numbers()
    chat = asks_at_the_door(site)
    claim(chat, agent=lin)
    reply(chat, agent=lin, text="Until noon.", client_id=uuid4())
    outbound.deliver(chat.pk)
    after = numbers()

    def more(name: str, **labels: str) -> float:
        return number(after, name, **labels) - number(before, name, **labels)

    assert more("grata_messages_received_total", channel="webchat") == 1
    for stage in ("store", "wait", "send", "deliver"):
        assert more("grata_stage_seconds_count", stage=stage, channel="webchat") == 1
    assert more("grata_replies_written_total") == 1
    assert more("grata_deliveries_total", channel="webchat", outcome="sent") == 1
    assert more("grata_push_seconds_count") > 0


def asks_at_the_door(site: WebChatSite) -> Conversation:
    received = Received(external_id=str(uuid4()), text="Is late check-out possible?")
    inbound = Inbound(channel=site, customer_id="daniel", name="Daniel Ortiz", received=received)
    return receive(inbound).message.conversation


def test_what_waits_and_how_late_it_is(wechat: WeChatAccount, lin: Agent, marco: Agent) -> None:
    chat = writes(wechat, "oXiaoyu", "你好").conversation
    writes(wechat, "oOther", "在吗")
    claim(chat, agent=lin)
    message = reply(chat, agent=lin, text="Hello", client_id=uuid4())
    late = timezone.now() - timedelta(seconds=90)
    Message.objects.filter(pk=message.pk).update(due_at=late)
    Transfer.objects.create(conversation=chat, asker=lin, asked=marco, due_at=late)
    Letter.objects.create(kind="reset", address="x@x.test", due_at=late)
    found = numbers()
    assert number(found, "grata_replies", channel="wechat", state="pending") == 1
    assert number(found, "grata_replies_due", channel="wechat") == 1
    assert 90 <= number(found, "grata_replies_oldest_due_seconds", channel="wechat") < 300
    assert number(found, "grata_open_chats", channel="wechat", state="waiting") == 1
    assert number(found, "grata_work", what="letters") == 1
    for deadline in ("transfer", "reply", "letter"):
        assert 90 <= number(found, "grata_deadline_lag_seconds", deadline=deadline) < 300
    assert number(found, "grata_deadline_lag_seconds", deadline="offer") == 0
    assert number(found, "grata_channel_paused", channel="wechat", key="demo") == 0
    assert number(found, "grata_database_up") == 1


def test_each_redis_that_is_for_pushes_is_told_apart(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "grata_push_redis_up" not in {name for name, _labels in numbers()}
    settings.GRATA_PUSH_REDIS_URLS = [settings.REDIS_URL, "unix:///nowhere/redis.sock"]
    monkeypatch.setattr(views, "_rows", rows.Rows())
    told = {labels: value for (name, labels), value in numbers().items() if name == "grata_push_redis_up"}
    assert told == {(("server", "1"),): 1.0, (("server", "2"),): 0.0}


def test_nobody_is_named(wechat: WeChatAccount, lin: Agent) -> None:
    chat = writes(wechat, "oXiaoyu", "a private word", name="陈晓雨").conversation
    claim(chat, agent=lin)
    text = Client().get("/metrics").text
    for word in ("oXiaoyu", "陈晓雨", "private", "Lin Wei", "lin@demo.test", wechat.app_secret, wechat.token):
        assert word not in text


def test_it_costs_the_same_however_much_there_is_and_is_kept_for_a_moment(
    wechat: WeChatAccount,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    monkeypatch.setattr(rows, "KEPT_SECONDS", 600.0)  # a moment that is not over on a busy machine either
    for n in range(20):
        writes(wechat, f"o{n}", "Hello")
    with django_assert_max_num_queries(60):
        numbers()
    with django_assert_num_queries(0):
        numbers()


def test_without_the_database_the_rest_is_told(wechat: WeChatAccount) -> None:
    def away(*_query: Any) -> Any:
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(away):
        found = numbers()
    assert number(found, "grata_database_up") == 0
    assert ("grata_redis_up", ()) in found
    assert not [name for name, _labels in found if name == "grata_open_chats"]


def test_processes_are_seen_together_and_sockets_go_with_theirs(tmp_path: Path) -> None:
    """Two processes count; one is killed. Its total stays, its open sockets do not."""
    with _counting(tmp_path) as one, _counting(tmp_path):
        assert _scraped(tmp_path) == (2.0, 10.0)
        _kill(one)
        assert _scraped(tmp_path) == (2.0, 5.0)


def test_containers_in_each_of_which_it_is_process_one_are_told_apart(tmp_path: Path) -> None:
    with _counting(tmp_path, container="web1") as one, _counting(tmp_path, container="worker"):
        assert _scraped(tmp_path) == (2.0, 10.0)
        _kill(one)
        assert _scraped(tmp_path) == (2.0, 5.0)


def test_a_new_run_begins_with_nothing_unless_somebody_of_the_last_one_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(measuring.VARIABLE, str(tmp_path / "metrics"))
    with _counting(tmp_path) as one, _counting(tmp_path) as other:
        _kill(one)
        measuring.begin()
        assert _scraped(tmp_path)[0] == 2.0
        _kill(other)
        measuring.begin()
        assert _scraped(tmp_path) == (0.0, 0.0)
        assert [path.name for path in (tmp_path / "metrics").iterdir()] == [".writable"]


@contextmanager
def _counting(var: Path, *, container: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A process that has counted one, and has five sockets open. container: by the name of the host; it is process 1 there."""
    command = [sys.executable, "-c", (CONTAINED if container else "") + COUNTS, str(var), container]
    environment = {name: value for name, value in os.environ.items() if name != measuring.VARIABLE}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline()
            yield process
        finally:
            process.kill()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _scraped(var: Path) -> tuple[float, float]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(measuring.VARIABLE, str(var / "metrics"))
        measuring.forget_ended()
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        found = [registry.get_sample_value(name) for name in ("work_total", "open")]
    return (found[0] or 0.0, found[1] or 0.0)


def test_what_it_adds_to_a_message_is_next_to_nothing(site: WebChatSite) -> None:
    message = writes(site, "daniel", "Hello")
    began = time.perf_counter()
    for _ in range(1000):
        with stages.storing("webchat"):
            pass
        stages.stored(message)
    assert time.perf_counter() - began < 1.0  # a thousand of them
