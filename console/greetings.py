"""Which greeting a customer gets."""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.db.models import Q
from django.utils.translation import get_supported_language_variant

from console import hours, queries
from console.models import Greeting, GreetingText
from history.models import Customer

CHINESE = re.compile(r"[\u3400-\u9fff]")


class InALanguage(Protocol):
    """A text in one language."""

    language: str


Text = TypeVar("Text", bound=InALanguage)


def choose(customer: Customer, words: str) -> str | None:
    """The greeting for whoever begins with these words now, in the nearest language; None if there is none."""
    moment = Greeting.Moment.ONLINE if somebody_answers() else Greeting.Moment.OFFLINE
    channels = Q(greeting__channel=customer.channel_id) | Q(greeting__channel=None)
    fit = GreetingText.objects.filter(channels, greeting__moment=moment).select_related("greeting")
    own_first = sorted(fit, key=lambda text: text.greeting.channel_id is None)
    same = [text for text in own_first if text.greeting_id == own_first[0].greeting_id]
    found = nearest(same, spoken(customer, words))
    return found.text if found else None


def somebody_answers() -> bool:
    """Business hours decide alone; without any, it counts who is there."""
    return hours.is_open() if hours.are_set() else queries.available().exists()


def nearest(texts: Iterable[Text], language: str) -> Text | None:
    """The text in that language, or in the nearest to it; None if there are none."""
    by_language = {text.language: text for text in texts}
    order = [language, *(["zh-hans", "zh-hant"] if language.startswith("zh") else []), "en", *by_language]
    return next((by_language[code] for code in order if code in by_language), None)


def spoken(customer: Customer, words: str) -> str:
    """The customer's language. Where nobody told us (WeChat does not any more), their words do, as far as they can."""
    try:
        return get_supported_language_variant(customer.language.lower())
    except LookupError:
        return "zh-hans" if CHINESE.search(words) else "en"
