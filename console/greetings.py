"""Which greeting a customer gets."""

import re
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import get_supported_language_variant

from console import hours, queries
from console.models import Greeting
from history.models import Customer

CHINESE = re.compile(r"[\u3400-\u9fff]")


def choose(customer: Customer, words: str) -> str | None:
    """The greeting for whoever begins with these words now, in the nearest language; None if there is none."""
    moment = Greeting.Moment.ONLINE if _somebody_answers() else Greeting.Moment.OFFLINE
    fit = Greeting.objects.filter(Q(channel=customer.channel_id) | Q(channel=None), moment=moment)
    own_first = sorted(fit, key=lambda greeting: greeting.channel_id is None)
    found = _nearest([g for g in own_first if g.channel_id == own_first[0].channel_id], _spoken(customer, words))
    return found.text if found else None


def _somebody_answers() -> bool:
    """Business hours decide alone; without any, it counts who is there."""
    return hours.is_open() if hours.are_set() else queries.available().exists()


def _nearest(greetings: Iterable[Greeting], language: str) -> Greeting | None:
    by_language = {greeting.language: greeting for greeting in greetings}
    order = [language, *(["zh-hans", "zh-hant"] if language.startswith("zh") else []), "en", *by_language]
    return next((by_language[code] for code in order if code in by_language), None)


def _spoken(customer: Customer, words: str) -> str:
    """The customer's language. Where nobody told us (WeChat does not any more), their words do, as far as they can."""
    try:
        return get_supported_language_variant(customer.language.lower())
    except LookupError:
        return "zh-hans" if CHINESE.search(words) else "en"
