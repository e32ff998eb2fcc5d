"""WeChat waits 5 s for an answer to what it delivers: nobody else's slowness may use them up."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from channels_app.models import WeChatAccount
from history.models import Attachment, Message
from tests.channels_app.wechat.deliveries import answer, event_of, message_of, post_sealed, text_message

SOON = 4.0  # seconds, on a machine that is busy with other things; whoever waited for this WeChat would wait for ten
DELIVERIES = [
    text_message("你好"),
    message_of("voice", MediaId="m-2", MediaId16K="m-16", Format="amr", MsgId=2),
    message_of("image", MediaId="m-3", MsgId=3),
    message_of("video", MediaId="m-4", ThumbMediaId="t-4", MsgId=4),
    event_of("subscribe"),
    event_of("LOCATION", Latitude="31.23", Longitude="121.47", Precision="40"),
]


@pytest.fixture
def silent(settings: Any) -> Iterator[socket.socket]:
    """A WeChat that lets everybody in and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.GRATA_WECHAT_API_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.setblocking(False)
        yield listener


def test_it_is_answered_at_once_while_wechat_is_silent_and_no_worker_runs(
    wechat: WeChatAccount, silent: socket.socket
) -> None:
    for _delivered_again in range(2):
        for xml in DELIVERIES:
            began = time.monotonic()
            assert answer(post_sealed(wechat, xml)) == "success"
            assert time.monotonic() - began < SOON
    with pytest.raises(BlockingIOError):
        silent.accept()  # not even begun
    assert list(Attachment.objects.values_list("state", flat=True)) == ["expected"] * 3
    assert Message.objects.exclude(kind="event").count() == 4
