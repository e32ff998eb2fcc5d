from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from console import colleagues as team
from console import frames
from console.models import Agent
from console.refusals import Unfit
from console.views.agents_only import agents_only
from console.views.numbers import number


@require_GET
@agents_only
def colleagues(request: HttpRequest, agent: Agent) -> JsonResponse:
    """A page of the list of agents as frames: those `after` one, whose name holds `search`, `there` or not."""
    asked = request.GET
    found = team.page(
        after=_after(asked.get("after", "")),
        search=asked.get("search", "").replace("\x00", "").strip(),
        there=asked.get("there") == "1",
    )
    shown = [frames.agent(one, agent.language) for one in found.agents]
    return JsonResponse({"frames": shown, "more": _more(request, found.more)})


def _after(text: str) -> Agent | None:
    if not text:
        return None
    otherwise = _("That is no place in this list.")
    last = Agent.objects.filter(pk=number(text, otherwise=otherwise)).first()
    if last is None:
        raise Unfit(otherwise)
    return last


def _more(request: HttpRequest, last: Agent | None) -> str:
    """The address of the next page of the same list; "" at the end."""
    asked = {name: request.GET[name] for name in ("search", "there") if name in request.GET}
    return f"{reverse('console:colleagues')}?{urlencode({'after': last.pk, **asked})}" if last else ""
