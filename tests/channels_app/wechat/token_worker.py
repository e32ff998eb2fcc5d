"""A process of its own that wants an access token."""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier

import django

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"


def ask_at_once(url: str, redis_url: str, barrier: Barrier) -> None:
    """Four threads that ask in the same moment as those of the other processes."""
    django.setup()  # before the imports: a new process begins without Django
    from channels_app.http import http_client
    from channels_app.wechat.client import WeChatClient
    from channels_app.wechat.tokens import RedisTokenStore

    store = RedisTokenStore.from_url(redis_url)
    client = WeChatClient("wx00000000000demo1", "demo-app-secret", url, store, http_client())
    barrier.wait(60)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(client.user_info, [CHEN] * 4))
