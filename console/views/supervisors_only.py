"""The guard of supervisors' pages outside of Django's admin."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from console import access
from console.models import Agent
from console.refusals import SupervisorsOnly
from console.views.agents_only import AgentView, P, agents_only, wants_page


def supervisors_only(view: AgentView[P]) -> Callable[..., HttpResponseBase]:
    """Calls the view with the supervisor. Nobody signed in: the login page, or 401. An agent: 403. Refused: its status."""

    def guarded(request: HttpRequest, agent: Agent, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if access.supervises(agent):
            return view(request, agent, *args, **kwargs)
        if wants_page(request):
            return render(request, "console/not_for_you.html", status=403)
        raise SupervisorsOnly

    return wraps(view)(agents_only(guarded))
