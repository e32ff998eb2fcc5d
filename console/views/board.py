"""The live board: who is there, who waits, and what a supervisor can do about it."""

import hashlib

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from console import board as desk_board
from console import presence, queries
from console.actions import close, move, release
from console.models import Agent
from console.views.supervisors_only import supervisors_only
from console.views.transfers import chosen_colleague
from history.models import Conversation


@never_cache
@require_GET
@supervisors_only
def board(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page. It asks for what is new by itself."""
    shown, seen = _shown(request)
    context = {**admin.site.each_context(request), "title": _("Live board"), "board_html": shown, "seen": seen}
    return render(request, "console/board/board.html", context)


@never_cache
@require_GET
@supervisors_only
def board_now(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The board as of now; 204 if it is still what the page has `seen`."""
    shown, seen = _shown(request)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return JsonResponse({"html": shown, "seen": seen})


@never_cache
@require_GET
@supervisors_only
def board_chat(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What can be done with one chat."""
    chat = get_object_or_404(Conversation.objects.select_related("customer__channel"), pk=pk)
    insiders = queries.insiders(chat)
    there = [one for one in queries.colleagues() if presence.of(one) != Agent.Presence.OFFLINE and one not in insiders]
    context = {"chat": chat, "insiders": insiders, "there": there, "is_open": chat.state != chat.State.CLOSED}
    return render(request, "console/board/_chat.html", context)


@require_POST
@supervisors_only
def board_move(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Gives the chat to somebody."""
    to = chosen_colleague(request)
    move.move(_chat(pk), to=to, by=agent)
    return JsonResponse({"said": _("%(name)s has this chat now.") % {"name": to.name}})


@require_POST
@supervisors_only
def board_release(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Gives the chat back to the waiting list."""
    release.release(_chat(pk), by=agent)
    return JsonResponse({"said": _("The chat is back on the waiting list.")})


@require_POST
@supervisors_only
def board_close(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Ends the chat, in the supervisor's name."""
    close.close(_chat(pk), agent=agent)
    return JsonResponse({"said": _("The chat is closed.")})


def _chat(pk: int) -> Conversation:
    return get_object_or_404(Conversation, pk=pk)


def _shown(request: HttpRequest) -> tuple[str, str]:
    """The board's HTML and what stands for it. Times stand in it as moments: it is the same until something happens."""
    shown = render_to_string("console/board/_board.html", {"board": desk_board.look()}, request)
    return shown, hashlib.sha256(shown.encode()).hexdigest()[:16]
