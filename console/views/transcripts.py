from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from console import access, queries
from console.kinds import kind_name
from console.models import Agent
from console.refusals import NotYours, SupervisorsOnly, Unfit
from console.views.agents_only import agents_only
from console.views.streamed import Streamed
from history import export
from history import queries as record
from history.export import Header, Line
from history.models import Attachment, Comment, Conversation, Message

FORMS = {
    "html": (export.as_page, "text/html; charset=utf-8"),
    "txt": (export.as_text, "text/plain; charset=utf-8"),
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "json": (export.as_json, "application/json"),
}
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@never_cache
@require_GET
@agents_only
def transcript(request: HttpRequest, agent: Agent, pk: int) -> HttpResponseBase:
    """A chat written out, in the `form` html (to print), txt, csv or json. `whole`: and all that the customer had before.

    `comments`: with what agents noted, for supervisors alone.
    """
    chat = get_object_or_404(queries.listed(), pk=pk)
    if not access.may_read(agent, chat):
        raise NotYours
    if request.GET.get("comments") and not access.supervises(agent):
        raise SupervisorsOnly
    form = request.GET.get("form", "html")
    if form not in FORMS:
        raise Unfit(_("A transcript is html, txt, csv or json."))
    write, content_type = FORMS[form]
    answer = Streamed(write(_header(request, agent, chat), _lines(request, chat)), content_type)
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    if form != "html":
        answer["Content-Disposition"] = f'attachment; filename="chat-{chat.pk}.{form}"'
    return answer


def _lines(request: HttpRequest, chat: Conversation) -> Iterator[Line]:
    zone = timezone.get_current_timezone()
    site = request.build_absolute_uri("/").rstrip("/")

    def link(file: Attachment) -> str:
        return site + reverse("console:file", args=[file.pk, "shown" if file.shown else "original"])

    said = record.thread(chat) if request.GET.get("whole") else chat.messages.all()
    noted = _comments(request, chat) if request.GET.get("comments") else []
    comments = [
        Line(export.moment(one.created_at, zone), "comment", one.author_name, "comment", one.text) for one in noted
    ]
    return chain(export.lines(said, zone=zone, link=link), comments)


def _comments(request: HttpRequest, chat: Conversation) -> list[Comment]:
    found = Comment.objects.filter(customer=chat.customer, removed_at__isnull=True).order_by("pk")
    if not request.GET.get("whole"):
        found = found.filter(created_at__gte=chat.opened_at)
    return list(found.filter(created_at__lte=chat.closed_at) if chat.closed_at else found)


def _header(request: HttpRequest, agent: Agent, chat: Conversation) -> Header:
    zone, who = timezone.get_current_timezone(), chat.customer
    people = dict.fromkeys(part.agent.name for part in chat.participations.all())
    facts = {
        _("Customer"): who.name,
        _("Channel"): who.channel.name,
        _("Began"): export.moment(chat.opened_at, zone),
        _("Closed"): export.moment(chat.closed_at, zone) if chat.closed_at else "",
        _("Agents"): ", ".join(people),
        _("Time zone"): str(zone),
    }
    title = _("Chat with %(name)s") % {"name": " ".join(who.name.split())}
    return Header(
        title=title,
        language=get_language() or "en",
        facts={name: value for name, value in facts.items() if value},
        kinds={kind: kind_name(kind) for kind in Message.Kind.values},
        links=_links(request, agent),
        style=static("console/css/transcript.css"),
    )


def _links(request: HttpRequest, agent: Agent) -> dict[str, str]:
    asked = {name: "1" for name in ("whole", "comments") if request.GET.get(name)}
    forms = {_("Text"): "txt", "CSV": "csv", "JSON": "json"}
    more = {_("The customer's whole history"): "whole"}
    more |= {_("With comments"): "comments"} if access.supervises(agent) else {}
    links = {name: f"?{urlencode(asked | {'form': form})}" for name, form in forms.items()}
    return links | {name: f"?{urlencode(asked | {key: '1'})}" for name, key in more.items() if key not in asked}
