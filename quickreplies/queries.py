"""Reading quick replies."""

from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from quickreplies.models import QuickReply, QuickReplyCategoryName, QuickReplyText

MOST_OFFERED = 200
WORDS_MOST = 60  # characters of what is searched for


@dataclass(frozen=True)
class Offered:
    """Some quick replies, in order, with their texts and their categories' names. are_all: whether there are no others."""

    replies: list[QuickReply]
    are_all: bool


def on_offer(words: str = "") -> Offered:
    """What agents may use: the first 200 that are not archived and have a text, the default ones first, then by category.

    words: each of them must be in a title, a text or the category's name, in whatever language; "" for any reply. Three
    queries, however many there are.
    """
    found = _offered()
    for word in words[:WORDS_MOST].split():
        found = found.filter(_with(word))
    replies = list(_in_order(found).prefetch_related("texts", "category__names")[: MOST_OFFERED + 1])
    return Offered(replies[:MOST_OFFERED], are_all=len(replies) <= MOST_OFFERED)


def is_on_offer(pk: int) -> bool:
    """Whether agents may use the reply with that key."""
    return _offered().filter(pk=pk).exists()


def _offered() -> QuerySet[QuickReply]:
    texts = QuickReplyText.objects.filter(reply=OuterRef("pk"))
    return QuickReply.objects.filter(Exists(texts), archived_at__isnull=True)


def _in_order(replies: QuerySet[QuickReply]) -> QuerySet[QuickReply]:
    """Those by default stand together, whatever their categories. Those without a category come last."""
    place, category = (_unless_default(field) for field in ("category__position", "category_id"))
    ordered = replies.order_by("-is_default", place, category, "position", "-uses", "id")
    return ordered.select_related("category")


def _unless_default(field: str) -> Case:
    return Case(When(is_default=False, then=field))


def _with(word: str) -> Q:
    texts = QuickReplyText.objects.filter(Q(title__icontains=word) | Q(text__icontains=word), reply=OuterRef("pk"))
    return Q(Exists(texts)) | Q(
        category__in=QuickReplyCategoryName.objects.filter(name__icontains=word).values("category")
    )
