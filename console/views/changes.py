"""The catch-up: the one URL that is the truth, whatever the socket lost, doubled or delayed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from console import access, frames, missed, panels, queries
from console.frames import Frame
from console.missed import MOST
from console.models import Agent, AlertSettings, DeskSettings, Draft, Erasure
from console.refusals import Unfit
from console.views.agents_only import agents_only
from console.views.numbers import number
from history import cursor
from history import queries as record
from history.cursor import Snapshot
from history.models import Conversation


@never_cache
@require_GET
@agents_only
def changes(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that changed since `cursor`: chats, the open chat's history, colleagues, the counts. And the next cursor."""
    now = cursor.snapshot()
    since = _cursor(request.GET.get("cursor", ""))
    chat_id = _number(request.GET.get("chat", ""))
    if since is None or not cursor.is_ours(since, now):
        return JsonResponse({"cursor": str(now), "frames": [], "reload": True})
    opened = _opened(agent, chat_id)
    found = _desk(agent, chat_id, since), _open_chat(agent, opened, since), _requests(agent, since)
    told = [] if None in found else [*(frame for part in found for frame in part or []), _counts(agent)]
    told += _gone(agent, None if opened else chat_id, since)
    return JsonResponse({"cursor": str(now), "frames": told, "reload": None in found})


def _opened(agent: Agent, chat_id: int | None) -> Conversation | None:
    """The chat that the page has open, if the agent may read it."""
    chats = Conversation.objects.select_related("customer__channel")
    chat = chats.filter(pk=chat_id).first() if chat_id else None
    return chat if chat is not None and access.may_read(agent, chat) else None


def _desk(agent: Agent, chat_id: int | None, since: Snapshot) -> list[Frame] | None:
    """What changed in the lists and around them; None if it is too much."""
    desk = DeskSettings.load()
    sees_list = access.sees_waiting_list(agent, desk)
    chats = missed.chats(agent, opened=chat_id, since=since, sees_list=sees_list)
    if chats.is_too_much:
        return None
    colleagues = list(cursor.changed(queries.colleagues(), since=since))
    alerts = cursor.changed(AlertSettings.objects.filter(agent=agent), since=since)
    return [
        # before the chats: whether the waiting list is shown decides what becomes of them
        *([] if since.shows(desk.changed_xid) else [frames.desk(desk)]),
        *(frames.queue(colleague) for colleague in colleagues if colleague == agent),
        *(frames.chat_for(agent, chat, sees_list=sees_list) for chat in chats.chats),
        *([frames.line()] if chats.is_line_old else []),
        *(frames.agent(colleague, agent.language) for colleague in colleagues),
        *(frames.alerts(settings) for settings in alerts),
    ]


def _open_chat(agent: Agent, chat: Conversation | None, since: Snapshot) -> list[Frame] | None:
    """What was said in the chat, and what else is shown of it; None if it is too much."""
    if chat is None:
        return []
    messages = list(cursor.changed(record.thread(chat), since=since).order_by("position")[: MOST + 1])
    if len(messages) > MOST:
        return None
    drafts = cursor.changed(Draft.objects.filter(agent=agent, conversation=chat), since=since)
    is_known = since.shows(chat.customer.changed_xid)
    return [
        *([] if is_known else [frames.customer(panels.of(chat), agent.language)]),
        *(frames.message(message, agent.language) for message in messages),
        *(frames.draft(draft) for draft in drafts),
    ]


def _requests(agent: Agent, since: Snapshot) -> list[Frame] | None:
    """Requests that the agent made or is to answer; None if they are too many."""
    found = list(cursor.changed(queries.concerning(agent), since=since)[: MOST + 1])
    return None if len(found) > MOST else [frames.transfer(one, agent.language) for one in found]


def _counts(agent: Agent) -> Frame:
    return frames.counts(cursor.snapshot(), queries.counts(), agent.language)


def _gone(agent: Agent, chat_id: int | None, since: Snapshot) -> list[Frame]:
    """What was erased since then; and a chat that can't be opened, if it is because it was erased, whenever that was."""
    erased = cursor.changed(Erasure.objects.filter(begun_at__isnull=False), since=since)
    chats = [chat for erasure in erased[:MOST] for chat in erasure.chats]
    if chat_id and chat_id not in chats and not Conversation.objects.filter(pk=chat_id).exists():
        chats.append(chat_id)
    return [frames.gone(chats, agent.language)] if chats else []


def _cursor(value: str) -> Snapshot | None:
    if value and cursor.parse(value) is None:
        raise Unfit(_("That is no cursor."))
    return cursor.parse(value)


def _number(value: str) -> int | None:
    return number(value, otherwise=_("There is no such chat.")) if value else None
