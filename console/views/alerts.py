from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from console import frames, queries
from console.actions.set_alert_sound import set_alert_sound
from console.actions.set_alert_words import set_alert_words
from console.models import Agent
from console.views.agents_only import agents_only
from console.views.switches import switch


@require_POST
@agents_only
def sound(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One kind of alert: `kind`, `sound` (on or off) and `volume` (0 to 100)."""
    is_on, volume = switch(request.POST.get("sound", "")), _number(request.POST.get("volume", ""))
    set_alert_sound(agent, kind=request.POST.get("kind", ""), is_on=is_on, volume=volume)
    return _shown(agent)


@require_POST
@agents_only
def words(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Whether notifications show customers' words: `words` (on or off)."""
    set_alert_words(agent, are_shown=switch(request.POST.get("words", "")))
    return _shown(agent)


def _shown(agent: Agent) -> HttpResponse:
    return JsonResponse({"frames": [frames.alerts(queries.alert_settings(agent))]})


def _number(value: str) -> int:
    """-1, which is no volume either, for what is no number."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else -1
