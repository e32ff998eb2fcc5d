from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from console import past
from console.actions.heartbeat import heartbeat
from console.models import Agent
from console.past_form import PastForm
from console.refusals import Refused, Unfit
from console.views import context
from console.views.agents_only import agents_only, wants_page
from console.views.numbers import number


@never_cache
@require_GET
@agents_only
def history(request: HttpRequest, agent: Agent) -> HttpResponse:
    """More chats: the whole console for a browser, the panel for htmx, and for our scripts a page of the list alone."""
    if not (wants_page(request) or request.headers.get("HX-Request")):
        form = PastForm(request.GET)
        return render(request, "console/_past_entries.html", _found(request, agent, form) | {"agent": agent})
    heartbeat(agent)
    shown = {"agent": agent, **_panel(request, agent)}
    if request.headers.get("HX-Request"):
        return render(request, "console/_past.html", shown)
    return render(request, "console/console.html", {**context.page(agent), **shown})


def _panel(request: HttpRequest, agent: Agent) -> dict[str, Any]:
    form = PastForm(request.GET)
    is_filtered = any(request.GET.get(name) for name in form.fields if name != "q")
    shown: dict[str, Any] = {"past": True, "form": form, "here": request.get_full_path(), "is_filtered": is_filtered}
    try:
        return shown | _found(request, agent, form)
    except Refused as refusal:
        return shown | {"trouble": str(refusal)}


def _found(request: HttpRequest, agent: Agent, form: PastForm) -> dict[str, Any]:
    """Raises Unfit for what can't be looked for, and what `past.page` raises."""
    if not form.is_valid():
        raise Unfit(" ".join(str(error) for errors in form.errors.values() for error in errors))
    before = _before(request)
    found = past.page(agent, form.wanted, before=before)
    shown = {"entries": found.entries, "more": _more(request, found.more), "is_asked": any(request.GET.values())}
    return shown | {"as_of": found.as_of if before is None else None}


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return number(text, otherwise=_("That is no place in this list.")) if text else None


def _more(request: HttpRequest, before: int | None) -> str:
    """The query of the next page; "" at the end."""
    if before is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(before)
    return asked.urlencode()
