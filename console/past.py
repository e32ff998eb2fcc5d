"""All chats of the organisation, page by page, the newest first: those that fit what an agent looks for and may know of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from console import access, queries
from console.models import Agent, Participation
from console.refusals import Refused
from history import replica
from history.models import Channel, Comment, Conversation, Message, Passage, Tag, Tagging
from history.replica import PRIMARY, Source
from history.search import finding, marking, terms
from history.search.finding import Hit
from history.search.following import follow
from history.search.marking import Part
from history.search.patience import TooSlow, limited
from history.search.terms import Token

PAGE = 25
BATCHES_MOST = 3  # that a search brings into the passages itself, should the worker be late


class TookTooLong(Refused):
    """The database was not done in time."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("This search took too long. Narrow it down with dates, an agent or another word."))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What chats are looked for; `since` and `until` are when they began, the first and after the last moment."""

    search: str = ""
    agent: Agent | None = None
    channel: Channel | None = None
    tag: Tag | None = None
    since: datetime | None = None
    until: datetime | None = None
    state: str = ""
    how: str = ""


@dataclass(frozen=True)
class Entry:
    """A chat, and the piece of text that made it fit. `kind` of `Passage`, 0 if no words were looked for."""

    chat: Conversation
    may_read: bool
    kind: int = 0
    parts: list[Part] = field(default_factory=list)
    is_reply: bool = False


@dataclass(frozen=True)
class Page:
    """Some of them, and the key that the next page begins below; None at the end. See `replica.Source` for `as_of`."""

    entries: list[Entry]
    more: int | None
    as_of: datetime | None = None


def page(agent: Agent, wanted: Wanted, *, before: int | None = None) -> Page:
    """A page of those with keys below `before`. Raises TookTooLong."""
    return replica.read(partial(_page, agent, wanted, before))


def _page(agent: Agent, wanted: Wanted, before: int | None, source: Source) -> Page:
    if source is PRIMARY:
        _catch_up()
    try:
        with limited(using=source.alias):
            tokens, hits = _hits(agent, wanted, before, source.alias)
            readable = Conversation.objects.using(source.alias).filter(access.readable(agent))
            entries = _entries(hits[:PAGE], tokens, readable=readable)
    except TooSlow as error:
        raise TookTooLong from error
    return Page(entries, hits[PAGE - 1].conversation_id if len(hits) > PAGE else None, source.as_of)


def found(chats: QuerySet[Conversation], search: str, *, before: int | None, most: int) -> list[Entry]:
    """The newest of these chats in which it is found, for somebody who may read all of them. Raises TookTooLong."""
    sought = search[: terms.SEARCH_MOST]
    _catch_up()
    try:
        with limited():
            tokens = terms.tokens_of(sought)
            hits = finding.find(tokens, sought, listed=chats, readable=chats, before=before, most=most)
            return _entries(hits, tokens, readable=chats)
    except TooSlow as error:
        raise TookTooLong from error


def _catch_up() -> None:
    for _batch in range(BATCHES_MOST):
        if not follow():
            break


def _hits(agent: Agent, wanted: Wanted, before: int | None, using: str) -> tuple[list[Token], list[Hit]]:
    chats = _fitting(Conversation.objects.using(using).filter(access.listed(agent)), wanted)
    readable = chats.filter(access.readable(agent))
    listed = readable if wanted.tag else chats  # who has which tag is for those who may read the chat
    if wanted.search:
        tokens = terms.tokens_of(wanted.search)
        found = finding.find(tokens, wanted.search, listed=listed, readable=readable, before=before, most=PAGE + 1)
        return tokens, found
    below = listed if before is None else listed.filter(pk__lt=before)
    return [], [Hit(key, 0, key) for key in below.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1]]


def _fitting(chats: QuerySet[Conversation], wanted: Wanted) -> QuerySet[Conversation]:
    asked: dict[str, object] = {
        "customer__channel": wanted.channel,
        "opened_at__gte": wanted.since,
        "opened_at__lt": wanted.until,
        "state": wanted.state,
        "closed_how": wanted.how,
    }
    chats = chats.filter(**{name: value for name, value in asked.items() if value})
    if wanted.agent:
        chats = chats.filter(Exists(Participation.objects.filter(conversation=OuterRef("pk"), agent=wanted.agent)))
    if wanted.tag:
        chats = chats.filter(Exists(Tagging.objects.filter(customer=OuterRef("customer"), tag=wanted.tag)))
    return chats


def _entries(hits: list[Hit], tokens: list[Token], *, readable: QuerySet[Conversation]) -> list[Entry]:
    """Read where `readable` is read from."""
    using, keys = readable.db, [hit.conversation_id for hit in hits]
    chats = queries.listed().using(using).filter(pk__in=keys)
    may_read = set(readable.filter(pk__in=keys).values_list("pk", flat=True))
    said, noted = _sources(hits, Passage.Kind.MESSAGE), _sources(hits, Passage.Kind.COMMENT)
    messages = Message.objects.using(using).in_bulk(said)
    comments = Comment.objects.using(using).filter(removed_at__isnull=True).in_bulk(noted)
    known = {chat.pk: chat for chat in chats}
    return [
        _entry(known[hit.conversation_id], hit, tokens, messages, comments, hit.conversation_id in may_read)
        for hit in hits
        if hit.conversation_id in known
    ]


def _sources(hits: Iterable[Hit], kind: int) -> list[int]:
    return [hit.source for hit in hits if hit.kind == kind]


def _entry(
    chat: Conversation,
    hit: Hit,
    tokens: list[Token],
    messages: dict[int, Message],
    comments: dict[int, Comment],
    may_read: bool,
) -> Entry:
    if not (may_read or hit.kind == Passage.Kind.NAME):
        return Entry(chat, may_read)
    if hit.kind == Passage.Kind.MESSAGE and (message := messages.get(hit.source)):
        parts = marking.excerpt(_words_of(message), tokens)
        return Entry(chat, may_read, hit.kind, parts, is_reply=message.author == Message.Author.AGENT)
    if hit.kind == Passage.Kind.COMMENT and (comment := comments.get(hit.source)):
        return Entry(chat, may_read, hit.kind, marking.excerpt(comment.text, tokens))
    if hit.kind in (Passage.Kind.NAME, Passage.Kind.DETAILS):
        return Entry(chat, may_read, hit.kind, _of_person(chat, hit, tokens))
    return Entry(chat, may_read)


def _words_of(message: Message) -> str:
    words = (message.text, message.payload.get("title"), message.payload.get("teaser"))
    return " ".join(str(part) for part in words if part)


def _of_person(chat: Conversation, hit: Hit, tokens: list[Token]) -> list[Part]:
    """The one of the person's names or addresses that holds what was looked for."""
    who = chat.customer
    if hit.tag:
        return marking.excerpt(hit.tag, tokens, of_names=True)
    held = (who.name, who.channel_name) if hit.kind == Passage.Kind.NAME else (who.email, who.phone)
    shown = [marking.excerpt(text, tokens, of_names=True) for text in held if text]
    return next((parts for parts in shown if any(part.is_hit for part in parts)), [])
