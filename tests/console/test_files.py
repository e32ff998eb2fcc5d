"""Files of messages, as browsers get them."""

from typing import Any

import pytest
from django.urls import reverse

from console.models import Agent
from history.models import Attachment
from tests.conftest import signed_in


def get(agent: Agent, attachment: Attachment, which: str = "file", **headers: str) -> Any:
    return signed_in(agent).get(reverse(f"console:{which}", args=[attachment.pk]), headers=headers)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_picture_comes_whole_and_can_do_nothing(lin: Agent, picture: Attachment) -> None:
    response = get(lin, picture)
    assert (response.status_code, body(response)) == (200, b"0123456789")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("wanted", "part", "place"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
    ],
)
def test_a_player_may_ask_for_a_part(lin: Agent, picture: Attachment, wanted: str, part: bytes, place: str) -> None:
    response = get(lin, picture, range=wanted)
    assert (response.status_code, body(response)) == (206, part)
    assert (response["Content-Range"], response["Content-Length"]) == (place, str(len(part)))


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(lin: Agent, picture: Attachment, wanted: str) -> None:
    response = get(lin, picture, range=wanted)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize("wanted", ["bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=1-2", "bytes=" + "9" * 99 + "-"])
def test_what_is_no_single_part_is_answered_whole(lin: Agent, picture: Attachment, wanted: str) -> None:
    assert body(get(lin, picture, range=wanted)) == b"0123456789"


def test_html_is_never_shown_but_saved(lin: Agent, picture: Attachment) -> None:
    Attachment.objects.update(original=picture.shown.name, original_type="text/html", name='a"\r\nb 图.html')
    response = get(lin, picture, "original")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    body(response)


def test_a_failed_file_is_tried_again_on_demand_and_one_that_is_gone_is_not(lin: Agent, picture: Attachment) -> None:
    for state, after in (("failed", "expected"), ("gone", "gone")):
        Attachment.objects.update(state=state)
        response = signed_in(lin).post(reverse("console:fetch", args=[picture.pk]))
        assert response.json()["frames"][0]["id"] == str(picture.message_id)
        picture.refresh_from_db()
        assert picture.state == after
