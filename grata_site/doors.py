"""The short way of what machines post to us: no session, no language, no page's safety headers, and one thread each.

Django would take a request of a browser through ten times as many steps, in and out of a thread several times.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import resolve, set_script_prefix

PREFIXES = ("/channels/", "/healthz")
THREADS = 12  # fewer than the database's pool holds: pages need some too
Answer = Callable[[HttpRequest], HttpResponse]
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="door")


def is_door(path: str) -> bool:
    """Whether machines knock there."""
    return path.startswith(PREFIXES)


class DoorsMiddleware:
    """Goes before all others, and leads past them. The host is checked, and the answer's type is not to be guessed."""

    def __init__(self, get_response: Answer) -> None:
        self._others = get_response
        self._short: Any = SecurityMiddleware(CommonMiddleware(_view))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        way = self._short if is_door(request.path_info) else self._others
        response: HttpResponse = way(request)
        return response


def _view(request: HttpRequest) -> HttpResponse:
    match = request.resolver_match = resolve(request.path_info)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


class DoorHandler(ASGIHandler):
    """Django's handler, but the whole way of a request goes through one thread of ours and back."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        work = partial(contextvars.copy_context().run, self._respond, scope, body)
        response = await asyncio.get_running_loop().run_in_executor(_threads, work)
        await self.send_response(response, send)

    def _respond(self, scope: Any, body: IO[bytes]) -> Any:
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            response: Any = refusal if request is None else self.get_response(request)
            response.close()  # what it needed, such as its connection to the database, others may have from here on
        return response


class Entrance:
    """Machines to their doors, everybody else through Django's own handler."""

    def __init__(self, pages: Any) -> None:
        self._pages, self._doors = pages, DoorHandler()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await (self._doors if is_door(scope["path"]) else self._pages)(scope, receive, send)
