"""Processes of their own that want an access token in the same moment."""

import multiprocessing
import sys

import django

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"


def ask_at_once(processes: int, url: str, redis_url: str) -> None:
    """Ends with how many of the processes failed. They are forked from this one, which has loaded all that they need."""
    django.setup()  # before the imports: a new process begins without Django
    from channels_app.http import http_client
    from channels_app.wechat.client import WeChatClient
    from channels_app.wechat.tokens import RedisTokenStore

    context = multiprocessing.get_context("fork")
    barrier, http = context.Barrier(processes), http_client()

    def ask() -> None:
        client = WeChatClient("wx00000000000demo1", "demo-app-secret", url, RedisTokenStore.from_url(redis_url), http)
        barrier.wait(60)
        client.user_info(CHEN)

    sys.exit(_failures([context.Process(target=ask) for _ in range(processes)]))


def _failures(workers: "list[multiprocessing.context.ForkProcess]") -> int:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return sum(worker.exitcode != 0 for worker in workers)
