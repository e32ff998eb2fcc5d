"""Who is asking, and in which language and time zone they read."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from console import access
from console.models import Agent


class AgentRequest(HttpRequest):
    """A request on which `AgentMiddleware` has noted the agent; None for everybody else."""

    agent: Agent | None


class AgentMiddleware:
    """Sets `request.agent`, and the agent's own language and time zone for the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgentRequest) -> HttpResponse:
        request.agent = access.agent_of(request.user) if "sessionid" in request.COOKIES else None
        if request.agent is None:
            return self.get_response(request)
        request.LANGUAGE_CODE = request.agent.language
        with translation.override(request.agent.language), timezone.override(_zone(request.agent)):
            return self.get_response(request)


def _zone(agent: Agent) -> ZoneInfo:
    try:
        return ZoneInfo(agent.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
