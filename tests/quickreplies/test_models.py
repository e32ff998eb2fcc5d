"""What a quick reply may hold, which are on offer, and how often they were used."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from quickreplies import queries, services
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyCategoryName, QuickReplyText
from tests.quickreplies.conftest import category, written

pytestmark = pytest.mark.django_db


def texts_on_offer(words: str = "") -> list[str]:
    return [reply.texts.all()[0].text for reply in queries.on_offer(words).replies]


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 2001}, {"language": "fr"}, {"title": "x" * 61}])
def test_what_does_not_fit_is_refused(breakfast: QuickReply, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        QuickReplyText(reply=breakfast, **{"language": "zh-hant", "text": "早餐", **fields}).full_clean()
    assert list(refusal.value.message_dict) == list(fields)


def test_the_longest_text_fits_in_chinese_too(breakfast: QuickReply) -> None:
    text = QuickReplyText(reply=breakfast, language="zh-hant", text="早" * 2000, title="餐" * 60)
    text.full_clean()
    text.save()
    text.refresh_from_db()
    assert len(text.text) == 2000


def test_a_reply_and_a_category_have_one_wording_in_each_language(breakfast: QuickReply) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError):
        QuickReplyText.objects.create(reply=breakfast, language="en", text="Again")
    with transaction.atomic(), pytest.raises(IntegrityError):
        QuickReplyCategoryName.objects.create(category=QuickReplyCategory.objects.get(), language="en", name="Again")


def test_a_reply_is_called_by_its_title_else_by_its_first_words() -> None:
    reply = written(
        {"zh-hans": "早餐", "en": "Breakfast\nis served every day from half past six until eleven o'clock."}
    )
    assert str(reply) == "Breakfast is served every day from half past six until elev…"
    QuickReplyText.objects.filter(language="en").update(title="Breakfast hours")
    assert str(QuickReply.objects.get()) == "Breakfast hours"
    QuickReplyText.objects.filter(language="en").delete()
    assert str(QuickReply.objects.get()) == "早餐"


def test_the_default_ones_come_first_then_by_category_position_and_use() -> None:
    late, early = category("Late", position=2), category("Early", position=1)
    written({"en": "no category"}, position=1)
    written({"en": "late"}, category=late, position=1)
    written({"en": "early, used"}, category=early, position=2, uses=5)
    written({"en": "early, more used"}, category=early, position=2, uses=6)
    written({"en": "early, first"}, category=early, position=1)
    written({"en": "default, second"}, category=early, position=9, is_default=True)
    written({"en": "default, first"}, category=late, position=3, is_default=True)
    assert texts_on_offer() == [
        "default, first",
        "default, second",
        "early, first",
        "early, more used",
        "early, used",
        "late",
        "no category",
    ]


def test_archived_ones_and_those_without_a_text_are_not_on_offer(breakfast: QuickReply) -> None:
    archived = written({"en": "Last year's"}, archived_at=timezone.now())
    empty = QuickReply.objects.create()
    assert queries.on_offer().replies == [breakfast]
    assert [queries.is_on_offer(one.pk) for one in (breakfast, archived, empty)] == [True, False, False]


@pytest.mark.parametrize("words", ["早餐", "6:30 11", "FROM", "in the house", "酒店", "breakfast hours"])
def test_a_reply_is_found_by_its_words_in_any_language_and_by_its_category(breakfast: QuickReply, words: str) -> None:
    QuickReplyText.objects.filter(language="en").update(title="Breakfast hours")
    written({"en": "Nothing of this"})
    assert queries.on_offer(words).replies == [breakfast]


@pytest.mark.parametrize("words", ["6:30 spa", "%", "_", "\\", "x" * 10_000])
def test_what_no_reply_has_finds_none(breakfast: QuickReply, words: str) -> None:
    assert queries.on_offer(words).replies == []


def test_at_most_200_are_on_offer_and_a_search_reaches_the_others() -> None:
    replies = QuickReply.objects.bulk_create(QuickReply(position=number) for number in range(201))
    QuickReplyText.objects.bulk_create(
        QuickReplyText(reply=reply, language="en", text=f"Text {number}.") for number, reply in enumerate(replies)
    )
    offered = queries.on_offer()
    assert (len(offered.replies), offered.are_all) == (200, False)
    found = queries.on_offer("200.")
    assert (found.replies, found.are_all) == (replies[200:], True)


@pytest.mark.parametrize("many", [1, 20])
def test_all_of_them_cost_three_queries(many: int, django_assert_num_queries: Any) -> None:
    for number in range(many):
        written({"en": "A", "zh-hans": "B"}, category=category(f"Category {number}"))
    with django_assert_num_queries(3):
        for reply in queries.on_offer().replies:
            assert list(reply.texts.all())
            assert str(reply.category).startswith("Category")


def test_replies_outlive_their_category(breakfast: QuickReply) -> None:
    QuickReplyCategory.objects.all().delete()
    assert queries.on_offer().replies == [breakfast]


def test_archived_ones_come_back_as_they_were(breakfast: QuickReply) -> None:
    assert services.archive(QuickReply.objects.all()) == 1
    assert services.archive(QuickReply.objects.all()) == 0
    assert queries.on_offer().replies == []
    assert services.restore(QuickReply.objects.all()) == 1
    assert services.restore(QuickReply.objects.all()) == 0
    assert queries.on_offer().replies == [breakfast]


@pytest.mark.django_db(transaction=True)
def test_uses_at_the_same_moment_all_count(breakfast: QuickReply) -> None:
    def use(_number: int) -> None:
        services.count_use(breakfast.pk)
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(12)))
    breakfast.refresh_from_db()
    assert breakfast.uses == 12


def test_a_use_of_what_is_gone_changes_nothing(breakfast: QuickReply) -> None:
    services.count_use(10**9)
    assert QuickReply.objects.get().uses == 0
