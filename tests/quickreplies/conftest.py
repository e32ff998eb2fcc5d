"""Quick replies of a hotel."""

from typing import Any

import pytest

from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyCategoryName, QuickReplyText


@pytest.fixture
def breakfast(db: None) -> QuickReply:
    """A reply about breakfast in English and 简体中文, in the category "In the house"."""
    return written(
        {"en": "From 6:30 to 11.", "zh-hans": "早餐 6:30 开始。"}, category=category("In the house", "酒店设施")
    )


def written(texts: dict[str, str], **fields: Any) -> QuickReply:
    """A quick reply with these texts, by language."""
    reply = QuickReply.objects.create(**fields)
    for language, text in texts.items():
        QuickReplyText.objects.create(reply=reply, language=language, text=text)
    return reply


def category(english: str, chinese: str = "", **fields: Any) -> QuickReplyCategory:
    made = QuickReplyCategory.objects.create(**fields)
    for language, name in (("en", english), ("zh-hans", chinese)):
        if name:
            QuickReplyCategoryName.objects.create(category=made, language=language, name=name)
    return made
