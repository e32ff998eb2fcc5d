"""Keyword replies in the admin panel: for everybody who may enter it."""

from collections import Counter
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from console.admin_parts.channels import ByChannel, OfChannel
from console.admin_parts.filters import Missing
from console.admin_parts.languages import InLanguages, Translated
from console.models import Keyword, KeywordReply, KeywordReplyText
from history.tags import key_of

NOWHERE = Concat(Value("\x07"), Cast("pk", CharField()))  # no keyword is folded to a sign that is not seen


class KeywordFormSet(BaseInlineFormSet):
    """No keyword twice: neither here nor, on the same channel, in another reply."""

    default_error_messages = {"too_few_forms": _("Fill in at least one keyword.")}

    def clean(self) -> None:
        """Raises ValidationError that names them."""
        super().clean()
        words = {key_of(said): said for said in self._words()}
        twice = [words[key] for key, count in Counter(map(key_of, self._words())).items() if count > 1]
        channel = self.instance.channel_id
        elsewhere = Keyword.objects.filter(folded__in=words).exclude(reply=self.instance.pk)
        taken = elsewhere.filter(channel=channel) if channel else elsewhere.filter(channel=None)
        self._refuse(gettext("Here twice: %(words)s"), twice)
        self._refuse(
            gettext("Another reply has this keyword already: %(words)s"),
            [words[key] for key in taken.values_list("folded", flat=True)],
        )

    def save(self, commit: bool = True) -> Any:
        """Two of them may change places: each that changes leaves its own first."""
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        Keyword.objects.filter(pk__in=changed).update(folded=NOWHERE)
        return super().save(commit)

    def _words(self) -> list[str]:
        filled = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        return [data["words"] for data in filled if not data.get("DELETE")]

    @staticmethod
    def _refuse(sentence: str, words: list[str]) -> None:
        if words:
            raise ValidationError(sentence % {"words": ", ".join(words)})


class KeywordInline(admin.TabularInline):
    """The whole message that is answered: one at least."""

    model = Keyword
    formset = KeywordFormSet
    fields = ("words",)
    min_num, extra = 1, 2

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The admin panel would let the last one go."""
        return super().get_formset(request, obj, **kwargs, validate_min=True)


class KeywordReplyTextInline(InLanguages):
    model = KeywordReplyText
    fields = ("language", "text")


@admin.register(KeywordReply)
class KeywordReplyAdmin(Translated, OfChannel):
    """What customers are told by itself when all they write is a keyword."""

    inlines = (KeywordInline, KeywordReplyTextInline)
    list_display = ("__str__", "where", "languages", "missing", "in_hours_too", "is_active")
    list_filter = ("is_active", "in_hours_too", ("channel", ByChannel), Missing)
    list_select_related = ("channel",)
    search_fields = ("keywords__words", "keywords__folded", "texts__text")
    search_help_text = _("A keyword, or words of a reply. For example: WiFi")
    fields = ("channel", "in_hours_too", "is_active", "missing")
    readonly_fields = ("missing",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[KeywordReply]:
        replies: QuerySet[KeywordReply] = super().get_queryset(request)
        return replies.prefetch_related("keywords", "texts")
