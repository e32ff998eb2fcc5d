from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from console.actions.note_activity import LATE_MOST, note_activity
from console.models import Agent
from console.people import sign_ins
from console.views.agents_only import agents_only


@never_cache
@require_http_methods(["GET", "POST"])
@agents_only
def activity(request: HttpRequest, agent: Agent) -> HttpResponse:
    """GET: how many seconds are left until an idle agent is signed out; null for ever. POST: somebody was there, `ago`
    seconds before."""
    if request.method == "POST":
        note_activity(agent, seconds_ago=_seconds(request.POST.get("ago", "")))
    limit = sign_ins.idle_limit(agent)
    return JsonResponse({"limit": limit and limit.total_seconds(), "left": sign_ins.seconds_left(agent)})


def _seconds(value: str) -> float:
    return float(value) if value.isascii() and value.isdigit() and len(value) < 9 else LATE_MOST
