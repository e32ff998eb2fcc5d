from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cards import queries, rendering
from cards.models import Card
from console import access, frames
from console.actions.reply_cards import reply_cards
from console.models import Agent
from console.refusals import NotYours
from console.views.agents_only import agents_only
from console.views.messages import uuid_in
from console.views.numbers import number
from history.models import Conversation

WORDS_MOST = 60
"""Characters of what is searched for."""


@require_http_methods(["GET", "POST"])
@agents_only
def cards(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """GET: the cards that may be sent, as this customer would see them; those with the words in `q`, in any language.
    POST: sends one, or several as one page.
    """
    conversation = get_object_or_404(Conversation.objects.select_related("customer"), pk=pk)
    if request.method == "POST":
        return _reply(request, agent, conversation)
    if not access.may_read(agent, conversation):
        raise NotYours
    words = request.GET.get("q", "")[:WORDS_MOST].strip()
    found = queries.on_offer(words)
    choices = [_choice(card, conversation.customer.language, agent.language) for card in found]
    values = {"cards": choices, "words": words, "is_cut": len(found) == queries.MOST_OFFERED}
    return render(request, "console/_cards.html", values)


def _reply(request: HttpRequest, agent: Agent, conversation: Conversation) -> HttpResponse:
    client_id = uuid_in(request.POST.get("client_id", ""))
    parts = request.POST.get("cards", "").split(",")[:100]
    card_ids = [number(part, otherwise=_("There is no such card.")) for part in parts]
    message = reply_cards(conversation, agent=agent, card_ids=card_ids, client_id=client_id)
    return JsonResponse({"frames": [frames.message(message, agent.language)]})


def _choice(card: Card, language: str, own: str) -> dict[str, object]:
    """language: the customer's; "" when it is not known. own: the agent's, whose title stands beside a foreign one."""
    text = rendering.in_language(card, language)
    kept = rendering.snapshot(text)
    mine = rendering.in_language(card, own)
    is_missing = bool(language) and text.language != rendering.nearest(language)
    return {
        **kept,
        "path": rendering.picture_path(kept),
        "site": rendering.site(kept),
        "mine": mine.title if mine.language != text.language else "",
        "mark": _("In %(language)s") % {"language": text.get_language_display()} if is_missing else "",
    }
