"""Which chats hold what is searched for, the newest first.

Shelf by shelf (512 conversations each, migration 0014) from the newest on, until the page is full: what a search costs is
bounded by the hits of the shelves that it needs, however frequent a word is in the others.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from history.models import Conversation, Passage, Tag, Tagging
from history.search.terms import Token, query_of
from history.tags import key_of

SHELF_BITS = 9
TAGS_MOST = 50
WALK = """
SELECT hit.conversation_id, hit.kind, hit.source
FROM generate_series(%s::bigint, %s::bigint, -1) shelf,
LATERAL (
    SELECT best.* FROM (
        SELECT DISTINCT ON (p.conversation_id) p.conversation_id, p.kind, p.source
        FROM history_passage p
        WHERE grata_terms(p.kind, p.text, p.conversation_id) @@ replace(%s, '#', to_hex(shelf))::tsquery
        AND CASE WHEN p.kind <= 2 THEN {holds} ELSE {holds} END
        AND p.conversation_id < %s
        ORDER BY p.conversation_id DESC, p.kind, p.source DESC
    ) best
    WHERE CASE WHEN best.kind = 1 THEN (SELECT true FROM ({listed}) l) ELSE (SELECT true FROM ({readable}) r) END
    LIMIT %s
) hit
LIMIT %s
"""


@dataclass(frozen=True)
class Hit:
    """A chat and where in it what is searched for was found first; `tag` if its customer's tag is what was found."""

    conversation_id: int
    kind: int
    source: int
    tag: str = ""


def find(
    tokens: list[Token],
    search: str,
    *,
    listed: QuerySet[Conversation],
    readable: QuerySet[Conversation],
    before: int | None,
    most: int,
) -> list[Hit]:
    """The newest hits in chats with keys below `before`. In those that are `listed` but not `readable`, names only.

    Both name the same database, which is the one that is asked.
    """
    said = _in_passages(tokens, listed, readable, before, most) if tokens else []
    tagged = _in_tags(search, readable, before, most)
    found = {hit.conversation_id: hit for hit in [*tagged, *said]}
    return [found[key] for key in sorted(found, reverse=True)[:most]]


def _in_passages(
    tokens: list[Token],
    listed: QuerySet[Conversation],
    readable: QuerySet[Conversation],
    before: int | None,
    most: int,
) -> list[Hit]:
    newest, oldest = _end(listed, before, "-pk"), _end(listed, before, "pk")
    if newest is None or oldest is None:
        return []
    (one, one_values), (other, other_values) = _this(listed), _this(readable)
    held = [*(token.text for token in tokens), *(token.in_messages for token in tokens)]
    shelves = [newest >> SHELF_BITS, oldest >> SHELF_BITS]
    values = [*shelves, query_of(tokens), *held, newest + 1, *one_values, *other_values, most, most]
    holds = " AND ".join(["strpos(p.text, %s) > 0"] * len(tokens))
    with connections[listed.db].cursor() as cursor:
        cursor.execute(WALK.format(listed=one, readable=other, holds=holds), values)
        return [Hit(*row) for row in cursor.fetchall()]


def _end(chats: QuerySet[Conversation], before: int | None, order: str) -> int | None:
    below = chats if before is None else chats.filter(pk__lt=before)
    return below.order_by(order).values_list("pk", flat=True).first()


def _this(chats: QuerySet[Conversation]) -> tuple[str, tuple[Any, ...]]:
    """Whether the chat of a hit is one of them, as a subquery."""
    this = chats.order_by().filter(pk=RawSQL("best.conversation_id", [])).values("pk")
    sql, values = this.query.sql_with_params()
    return sql, tuple(values)


def _in_tags(search: str, readable: QuerySet[Conversation], before: int | None, most: int) -> list[Hit]:
    key = key_of(search)
    tags = (
        dict(Tag.objects.using(readable.db).filter(key__contains=key).values_list("pk", "name")[:TAGS_MOST])
        if key
        else {}
    )
    if not tags:
        return []
    theirs = Tagging.objects.filter(customer=OuterRef("customer"), tag__in=tags)
    chats = readable.filter(Exists(theirs)) if before is None else readable.filter(Exists(theirs), pk__lt=before)
    found = chats.annotate(tag=theirs.values("tag")[:1]).order_by("-pk").values_list("pk", "tag")[:most]
    return [Hit(chat, Passage.Kind.DETAILS, chat, tags[tag]) for chat, tag in found]
