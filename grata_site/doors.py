"""The short ways: one thread for the whole of a request, which Django would take in and out of a thread several times. What
machines post to us has also no session, no language and no page's safety headers: ten times fewer steps.
"""

import asyncio
import contextvars
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import resolve, set_script_prefix

PREFIXES = ("/channels/", "/healthz")
# Files and uploads may wait for a storage elsewhere: Django's own way has as many threads as there are requests.
CONSOLE = re.compile("/console/(?!files/|.*/uploads/)|/static/")
THREADS = 12  # of each kind: neither can take all connections of the database's pool
Answer = Callable[[HttpRequest], HttpResponse]


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


class ThreadHandler(ASGIHandler):
    """Django's handler, but the whole way of a request goes through one thread of ours and back."""

    def __init__(self, name: str) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix=name)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        work = partial(contextvars.copy_context().run, self._respond, scope, body)
        response = await asyncio.get_running_loop().run_in_executor(self.threads, work)
        await (self._stream if response.streaming else self.send_response)(response, send)

    def _respond(self, scope: Any, body: IO[bytes]) -> Any:
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            response: Any = refusal if request is None else self.get_response(request)
            if response.streaming:
                close_old_connections()
            else:
                response.close()  # what it needed, such as its connection to the database, others may have from here on
        return response

    async def _stream(self, response: Any, send: Any) -> None:
        """Whatever else is read is read, and closed, in a thread that belongs to this answer alone."""
        async with ThreadSensitiveContext():
            try:
                await self.send_response(response, send)
            finally:
                await sync_to_async(response.close)()


class Entrance:
    """Machines to their doors, agents' consoles and static files to theirs, everybody else through Django's own handler."""

    def __init__(self, others: Any) -> None:
        self.doors, self.console, self._others = ThreadHandler("door"), ThreadHandler("console"), others

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._way(scope["path"])(scope, receive, send)

    def _way(self, path: str) -> Any:
        if is_door(path):
            return self.doors
        return self.console if CONSOLE.match(path) else self._others
