"""Who is asking, and in which language and time zone they read."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from console.actions.note_activity import note_activity
from console.models import Agent
from console.people import sign_ins


class AgentRequest(HttpRequest):
    """A request on which `AgentMiddleware` has noted the agent; None for everybody else, and why for who was one."""

    agent: Agent | None
    sign_in_over: str


class AgentMiddleware:
    """Sets `request.agent`, and the agent's own language and time zone for the answer.

    Whoever comes with a session that is over is nobody, to Django too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgentRequest) -> HttpResponse:
        request.agent, request.sign_in_over = None, ""
        if "sessionid" in request.COOKIES:
            self._recognise(request)
        if request.agent is None:
            return self.get_response(request)
        request.LANGUAGE_CODE = request.agent.language
        with translation.override(request.agent.language), timezone.override(_zone(request.agent)):
            return self.get_response(request)

    def _recognise(self, request: AgentRequest) -> None:
        standing = sign_ins.standing(request.user, request.session.session_key)
        request.agent, request.sign_in_over = standing.agent, standing.over
        if standing.over:
            request.user = AnonymousUser()
        if standing.agent is not None and _shows_a_person(request):
            note_activity(standing.agent)


def _shows_a_person(request: HttpRequest) -> bool:
    """Opening a page is activity, also in the admin panel, whose pages say nothing of keys. What scripts ask is not."""
    if request.headers.get("HX-Request") or "text/html" not in request.headers.get("Accept", ""):
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _zone(agent: Agent) -> ZoneInfo:
    try:
        return ZoneInfo(agent.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
