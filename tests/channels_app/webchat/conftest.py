from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections

from channels_app.models import WebChatSite
from channels_app.sockets import threads
from tests.channels_app.webchat.tabs import Tab
from tests.pacing import forget_counts


@pytest.fixture(autouse=True)
def _nobody_is_slowed_down() -> None:
    forget_counts()


@pytest.fixture
def demo(transactional_db: None, site: WebChatSite) -> WebChatSite:
    """The demo's site, in a database that other threads see too."""
    return site


@pytest.fixture
def _thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Channels' test client keeps connections from being closed after each use, so their thread closes them here."""
    with ThreadPoolExecutor(1) as thread:
        monkeypatch.setattr(threads, "_threads", thread)
        yield
        thread.submit(connections.close_all).result(timeout=5)


@pytest_asyncio.fixture
async def tab(demo: WebChatSite, _thread: None) -> AsyncIterator[Callable[..., Tab]]:
    """Makes tabs, and closes them at the end."""
    made: list[Tab] = []

    def make(who: str = "Daniel", **kwargs: Any) -> Tab:
        made.append(Tab(who, **kwargs))
        return made[-1]

    yield make
    for one in made:
        await one.leave()
    await sync_to_async(connections.close_all)()
