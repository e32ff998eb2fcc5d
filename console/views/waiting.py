from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from console import queries
from console.models import Agent
from console.refusals import Unfit
from console.views import context
from console.views.agents_only import agents_only


@require_GET
@agents_only
def waiting(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The waiting list's next page, longest first."""
    page = queries.waiting(after=_after(request.GET.get("after", "")))
    return render(request, "console/_waiting.html", {"waiting": page, "waiting_more": context.more(page)})


def _after(cursor: str) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    try:
        since, pk = cursor.split("_")
        return datetime.fromtimestamp(float(since), UTC), min(int(pk), 2**63 - 1)
    except (ValueError, OverflowError, OSError):
        raise Unfit(_("That is no place in the waiting list.")) from None
