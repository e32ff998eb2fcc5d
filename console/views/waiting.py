from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from console import waiting as line
from console.models import Agent
from console.refusals import Unfit
from console.views.agents_only import agents_only


@require_GET
@agents_only
def waiting(request: HttpRequest, agent: Agent) -> HttpResponse:
    """A page of the waiting list: `after` a place, in the `order` longest or latest, those whose name holds `search`."""
    asked = request.GET
    found = line.page(
        agent,
        after=_place(asked.get("after", "")),
        latest_first=asked.get("order") == "latest",
        search=asked.get("search", "").replace("\x00", "").strip(),
    )
    return render(request, "console/_waiting.html", {"waiting": found.chats, "waiting_more": found.more})


def _place(text: str) -> line.Place | None:
    place = line.parse(text) if text else None
    if text and place is None:
        raise Unfit(_("That is no place in the waiting list."))
    return place
