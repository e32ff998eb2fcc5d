from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from console import frames, queries
from console.actions.answer_transfer import accept, decline
from console.actions.ask_in import ask_in
from console.actions.cancel_transfer import cancel_transfer
from console.models import Agent, Transfer
from console.views.agents_only import agents_only
from console.views.claims import opened
from history.models import Conversation


@require_POST
@agents_only
def transfers(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Asks a colleague into the chat."""
    conversation = get_object_or_404(Conversation, pk=pk)
    return _shown(ask_in(conversation, asker=agent, asked=chosen_colleague(request)), agent)


@require_POST
@agents_only
def acceptance(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Accept: the chat opens."""
    return opened(request, agent, accept(_transfer(pk), agent=agent))


@require_POST
@agents_only
def refusal(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Decline."""
    decline(_transfer(pk), agent=agent)
    return _shown(_transfer(pk), agent)


@require_POST
@agents_only
def cancellation(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The asker takes the request back."""
    cancel_transfer(_transfer(pk), agent=agent)
    return _shown(_transfer(pk), agent)


def chosen_colleague(request: HttpRequest) -> Agent:
    """Whom the form names as `agent`. Raises Http404."""
    number = _number(request.POST.get("agent", ""))
    return get_object_or_404(queries.colleagues().select_related("user"), pk=number)


def _transfer(pk: int) -> Transfer:
    return get_object_or_404(queries.transfers(), pk=pk)


def _shown(transfer: Transfer, agent: Agent) -> HttpResponse:
    return JsonResponse({"frames": [frames.transfer(queries.transfers().get(pk=transfer.pk), agent.language)]})


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Http404
    return int(value)
