from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from console import access
from console.actions.add_comment import add_comment
from console.actions.remove_comment import remove_comment
from console.actions.restore_comment import restore_comment
from console.models import Agent
from console.refusals import NotYours, Unfit
from console.views.agents_only import agents_only
from console.views.customers import shown
from console.views.messages import uuid_in
from history import queries as record
from history.models import Comment, Conversation


@never_cache
@require_http_methods(["GET", "POST"])
@agents_only
def comments(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """GET: an older page of the comments on the customer. POST: a new one."""
    conversation = get_object_or_404(Conversation.objects.select_related("customer"), pk=pk)
    if request.method == "POST":
        client_id = uuid_in(request.POST.get("client_id", ""))
        add_comment(conversation, agent=agent, text=request.POST.get("text", ""), client_id=client_id)
        return shown(agent, pk)
    if not access.may_read(agent, conversation):
        raise NotYours
    found, more = record.comments_page(conversation.customer, before=_place(request.GET.get("before", "")))
    return render(request, "console/_comments.html", {"chat": conversation, "comments": found, "more": more})


@require_POST
@agents_only
def removal(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One's own comment goes; for some minutes it can be brought back."""
    comment = get_object_or_404(Comment, pk=pk)
    remove_comment(comment, agent=agent)
    return _shown(agent, comment)


@require_POST
@agents_only
def restoration(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One's own comment comes back."""
    comment = get_object_or_404(Comment, pk=pk)
    restore_comment(comment, agent=agent)
    return _shown(agent, comment)


def _shown(agent: Agent, comment: Comment) -> HttpResponse:
    return shown(agent, Conversation.objects.filter(customer=comment.customer_id).latest("pk").pk)


def _place(value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Unfit(_("There is no such comment."))
    return int(value)
