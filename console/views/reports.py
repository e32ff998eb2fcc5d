"""Reports: figures of any days, as charts, tables and CSV, and by e-mail."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from console.actions.subscribe import subscribe as note
from console.models import Agent, ReportSubscription
from console.people import letters
from console.reports import asking, charts, computing, tables
from console.reports.asking import AskForm
from console.reports.computing import Report, TooMuch
from console.reports.definitions import DEFINITIONS
from console.reports.mails import SubscriptionForm
from console.reports.notes import notes
from console.spreadsheets import to_csv
from console.views.supervisors_only import supervisors_only


@never_cache
@require_GET
@supervisors_only
def reports(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page; with what was asked for wrongly, it says what is wrong."""
    given = request.GET or QueryDict(f"range={asking.DEFAULT}")
    form = AskForm(given)
    context: dict[str, Any] = {**admin.site.each_context(request), "title": _("Reports"), "form": form}
    context |= {"definitions": DEFINITIONS, "mails": _mails(agent), "mail_leaves": letters.can_leave()}
    if not form.is_valid():
        return render(request, "console/reports/reports.html", context, status=422)
    try:
        report = computing.latest(form.asked())
    except TooMuch:
        return render(request, "console/reports/reports.html", {**context, "too_much": True}, status=503)
    filled = AskForm({**given.dict(), "first": report.asked.first, "last": report.asked.last})
    return render(
        request,
        "console/reports/reports.html",
        {**context, **_parts(report), "form": filled, "query": given.urlencode()},
    )


@never_cache
@require_GET
@supervisors_only
def table(request: HttpRequest, agent: Agent, name: str) -> HttpResponse:
    """One table as CSV, of the same days. It can't say as of when it is, as the page does: it is never of a replica."""
    form = AskForm(request.GET)
    if not form.is_valid():
        return HttpResponse(_("Say from which day until which."), status=422, content_type="text/plain; charset=utf-8")
    try:
        report = computing.compute(form.asked())
    except TooMuch:
        return HttpResponse(_("Try again in some minutes."), status=503, content_type="text/plain; charset=utf-8")
    chosen = next(one for one in tables.tables(report) if one.name == name)
    saved = f"{name}-{report.asked.first}-{report.asked.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{saved}"'}
    return HttpResponse(to_csv(chosen.exact()), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@supervisors_only
def subscribe(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Which reports the supervisor gets by e-mail."""
    form = SubscriptionForm(request.POST)
    if form.is_valid():
        note(agent=agent, periods=set(form.cleaned_data["periods"]), language=form.cleaned_data["language"])
        messages.success(request, _("Saved. The first report comes when its week or month is over."))
    else:
        messages.error(request, _("Choose among what is there."))
    return redirect("reports")


def _mails(agent: Agent) -> SubscriptionForm:
    theirs = list(ReportSubscription.objects.filter(agent=agent))
    language = theirs[0].language if theirs else agent.language
    return SubscriptionForm(label_suffix="", initial={"periods": [one.period for one in theirs], "language": language})


def _parts(report: Report) -> dict[str, Any]:
    """What the page shows of a report."""
    made = tables.tables(report)
    summary, others = made[0], made[1:]
    ((_label, tiles),) = summary.shown()
    days = {"first": tables.day_name(report.asked.first), "last": tables.day_name(report.asked.last)}
    parts = {"tiles": tiles, "tables": others, "charts": charts.charts(report), "notes": notes(report)}
    return {"report": report, **days, **parts}
