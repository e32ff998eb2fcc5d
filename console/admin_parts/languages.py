"""Things with a row of words for each language."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class LanguagesFormSet(BaseInlineFormSet):
    """Each form that is still empty stands for a language that is missing."""

    default_error_messages = {"too_few_forms": _("Fill in at least one language.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        there = _languages(kwargs.get("instance"), str(self.fk.remote_field.related_name))
        kwargs.setdefault("initial", [{"language": code} for code in _without(there)])
        super().__init__(*args, **kwargs)


class InLanguages(admin.StackedInline):
    """The same in each language: one at least. Those that are missing wait to be filled in."""

    formset = LanguagesFormSet
    words = "texts"  # what the thing calls them
    min_num, max_num = 1, len(settings.LANGUAGES)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The admin panel would let the last one go."""
        return super().get_formset(request, obj, **kwargs, validate_min=True)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        there = _languages(obj, self.words) if obj else []
        return len(settings.LANGUAGES) - max(len(there), self.min_num or 0)


class Translated:
    """Columns and fields of something whose words are in `texts`, or whatever `words` names."""

    words = "texts"

    @admin.display(description=_("languages"), empty_value="–")
    def languages(self, row: Any) -> str:
        return ", ".join(text.get_language_display() for text in getattr(row, self.words).all())

    @admin.display(description=_("missing"))
    def missing(self, row: Any) -> SafeString | str:
        """The languages whose customers or agents get it in another one."""
        names = dict(settings.LANGUAGES)
        absent = ", ".join(str(names[code]) for code in _without(_languages(row, self.words)))
        return format_html('<span class="mark-missing">{}</span>', absent) if absent else "–"


def _languages(row: Any, words: str) -> list[str]:
    return [text.language for text in getattr(row, words).all()] if row is not None and row.pk else []


def _without(there: Iterable[str]) -> list[str]:
    known = set(there)
    return [code for code, _name in settings.LANGUAGES if code not in known]
