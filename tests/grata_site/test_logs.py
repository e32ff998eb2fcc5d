"""Lines of the log that programs read, and what never stands in them."""

import json
import logging
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from channels_app.models import WebChatSite
from channels_app.stages import delivering
from grata_site import env, logs
from history.models import Customer
from tests.conftest import writes

WHO = "o-secret-person"


def line(record: logging.LogRecord) -> dict[str, object]:
    """What the line of a record says."""
    text = logs.Json().format(record)
    assert "\n" not in text
    found: dict[str, object] = json.loads(text)
    return found


def record(text: str, *args: object, error: bool = False) -> logging.LogRecord:
    info = sys.exc_info() if error else None
    return logging.LogRecord("a.logger", logging.WARNING, "x.py", 1, text, args, info)


def test_a_line_is_one_object_with_time_level_and_text() -> None:
    found = line(record("%s of 3\nfailed", "两"))
    assert (found["level"], found["logger"], found["text"]) == ("warning", "a.logger", "两 of 3\nfailed")
    assert str(found["at"]).endswith("+00:00")
    assert not {"request", "task", "message_id", "error"} & set(found)


@pytest.mark.django_db
def test_what_is_said_while_a_reply_is_delivered_carries_its_key(site: WebChatSite) -> None:
    message = writes(site, "daniel", "Hello")
    with delivering(message):
        assert line(record("The platform is slow"))["message_id"] == message.pk
    assert "message_id" not in line(record("Nothing to do"))


@pytest.mark.django_db
def test_the_database_s_words_lose_the_values_that_they_repeat(site: WebChatSite) -> None:
    writes(site, WHO, "Hello")
    try:
        with transaction.atomic():
            Customer.objects.create(channel=site, external_id=WHO, name="x")
    except IntegrityError as error:
        found = line(record("It broke: %s", error, error=True))
    assert "one_customer_per_external_id" in str(found["error"])
    assert WHO not in json.dumps(found)


def test_each_answer_tells_the_id_of_its_request_which_is_ours() -> None:
    given = [Client().get("/healthz", headers={"X-Request-Id": "theirs"}).headers["X-Request-Id"] for _ in range(2)]
    assert len(set(given)) == 2
    assert all(len(one) == 16 for one in given)
    assert logs.request_id.get() == ""


def test_probes_are_not_told_of() -> None:
    for path, is_told in (("/readyz", False), ("/console/", True)):
        said = record("Service Unavailable: %s", path)
        vars(said)["request"] = RequestFactory().get(path)
        assert logs.NotOfProbes().filter(said) is is_told


def test_another_form_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRATA_LOG", "xml")
    with pytest.raises(ImproperlyConfigured, match="GRATA_LOG must be json or lines, not 'xml'"):
        env.choice("GRATA_LOG", logs.FORMS, default="json")
    monkeypatch.setenv("GRATA_METRICS_TOKEN", "short")
    with pytest.raises(ImproperlyConfigured, match=r"GRATA_METRICS_TOKEN must have at least 16") as error:
        env.secret("GRATA_METRICS_TOKEN", least=16)
    assert "short" not in str(error.value)
