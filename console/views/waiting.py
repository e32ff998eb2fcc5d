from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
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
    return render(
        request, "console/_waiting.html", {"waiting": found.chats, "waiting_more": _more(request, found.more)}
    )


def _more(request: HttpRequest, after: str) -> str:
    """The query of the next page of the same list; "" at the end."""
    asked = {name: request.GET[name] for name in ("order", "search") if name in request.GET}
    return urlencode({"after": after, **asked}) if after else ""


def _place(text: str) -> line.Place | None:
    place = line.parse(text) if text else None
    if text and place is None:
        raise Unfit(_("That is no place in the waiting list."))
    return place
