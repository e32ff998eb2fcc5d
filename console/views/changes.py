"""The catch-up: the one URL that is the truth, whatever the socket lost, doubled or delayed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from console import access, frames, queries
from console.frames import Frame
from console.models import Agent
from console.refusals import Unfit
from console.views.agents_only import agents_only
from history import queries as record
from history.cursor import Snapshot, snapshot
from history.models import Conversation

MOST = 300  # changed rows of a kind; a page that missed more had better begin anew


@never_cache
@require_GET
@agents_only
def changes(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that changed since `cursor`: chats, the open chat's history, colleagues, the counts. And the next cursor."""
    now = snapshot()
    since = _number(request.GET.get("cursor", ""))
    if since is None or since > now.xmin:  # none of ours: xmin never goes back
        return JsonResponse({"cursor": str(now.xmin), "frames": [], "reload": True})
    chats = queries.changed_chats(since=since, until=now.xmax, most=MOST + 1)
    messages = _messages(agent, _number(request.GET.get("chat", "")), since, now)
    reload = max(len(chats), len(messages)) > MOST
    found = [] if reload else [*_chats(agent, chats), *messages, *_agents(agent, since, now), frames.counts(snapshot())]
    return JsonResponse({"cursor": str(now.xmin), "frames": found, "reload": reload})


def _chats(agent: Agent, chats: list[Conversation]) -> list[Frame]:
    return [_chat(agent, chat) for chat in chats]


def _chat(agent: Agent, chat: Conversation) -> Frame:
    concerns = chat.state == Conversation.State.WAITING or agent in queries.insiders(chat) + queries.leavers(chat)
    return frames.chat(chat, agent.language) if concerns else frames.bare_chat(chat)


def _messages(agent: Agent, chat_id: int | None, since: int, now: Snapshot) -> list[Frame]:
    chat = Conversation.objects.filter(pk=chat_id).first() if chat_id else None
    if chat is None or not access.may_read(agent, chat):
        return []
    found = record.changed_messages(record.thread(chat), since=since, until=now.xmax, most=MOST + 1)
    return [frames.message(message, agent.language) for message in found]


def _agents(agent: Agent, since: int, now: Snapshot) -> list[Frame]:
    return [frames.agent(other, agent.language) for other in queries.changed_agents(since=since, until=now.xmax)]


def _number(value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Unfit(_("That is no cursor."))
    return int(value)
