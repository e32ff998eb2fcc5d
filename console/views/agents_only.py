"""The guard of every console page: an agent, or a clear no in the form that the caller understands."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from console.models import Agent
from console.people import sign_ins
from console.refusals import Refused

P = ParamSpec("P")
AgentView = Callable[Concatenate[HttpRequest, Agent, P], HttpResponseBase]


def agents_only(view: AgentView[P]) -> Callable[..., HttpResponseBase]:
    """Calls the view with the agent. Nobody signed in: the login page, or 401. No agent: 403. Refused: its status and words."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        agent: Agent | None = getattr(request, "agent", None)
        if agent is None:
            return _not_an_agent(request)
        try:
            return view(request, agent, *args, **kwargs)
        except Refused as refusal:
            return refuse(request, str(refusal), refusal.status)

    return guarded


def refuse(request: HttpRequest, text: str, status: int) -> HttpResponse:
    """A no in words: JSON for programs, and for htmx an event that shows them."""
    response = JsonResponse({"error": text}, status=status)
    if request.headers.get("HX-Request"):
        response["HX-Trigger"] = json.dumps({"grata:toast": {"text": text}})
        response["HX-Reswap"] = "none"
    return response


def wants_page(request: HttpRequest) -> bool:
    """Whether a person's browser asks for a whole page, rather than one of our scripts for a part of it."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("Accept", "")
        and not request.headers.get("HX-Request")
    )


def _not_an_agent(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return refuse(request, _("This account is not an agent's. Ask a supervisor to make it one."), 403)
    login = sign_ins.door(getattr(request, "sign_in_over", ""))
    if wants_page(request):
        return redirect_to_login(request.get_full_path(), login)
    response = JsonResponse({"error": _("You are signed out."), "login": login}, status=401)
    response["HX-Redirect"] = login
    return response
