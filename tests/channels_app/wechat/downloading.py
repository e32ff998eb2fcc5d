"""Downloads as the tests make them."""

from io import BytesIO
from typing import Any

import pytest

from channels_app.adapters import DeliveryError
from channels_app.wechat.api.downloads import Download
from channels_app.wechat.client import WeChatClient

MB = 1024 * 1024


def fetched(client: WeChatClient, media_id: str = "some-media-id", most_bytes: int = MB) -> tuple[Download, bytes]:
    """The download and the bytes that came."""
    into = BytesIO()
    return client.download(media_id, into, most_bytes=most_bytes), into.getvalue()


def refused(client: WeChatClient, **more: Any) -> DeliveryError:
    """The error that the download ends in."""
    with pytest.raises(DeliveryError) as caught:
        fetched(client, **more)
    return caught.value
