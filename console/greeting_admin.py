"""Greetings in the admin panel: for supervisors, by the permissions of their group."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from console.admin_parts.channels import ByChannel, OfChannel
from console.admin_parts.filters import Missing
from console.admin_parts.languages import InLanguages, Translated
from console.models import Greeting, GreetingText


class GreetingForm(forms.ModelForm):
    def clean(self) -> None:
        """Of two for the same case, the one that is there is the one to change."""
        super().clean()
        case = {name: self.cleaned_data.get(name) for name in ("channel", "moment")}
        there = Greeting.objects.filter(**case).exclude(pk=self.instance.pk).first()
        if there is not None:
            words = gettext("There is a greeting for this channel and this moment already.")
            url = reverse("admin:console_greeting_change", args=[there.pk])
            link = format_html('<a href="{}">{}</a>', url, gettext("Change that one"))
            self.add_error("moment", format_html("{} {}", words, link))


class TextForm(forms.ModelForm):
    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}


class GreetingTextInline(InLanguages):
    model = GreetingText
    form = TextForm
    fields = ("language", "text", "preview")
    readonly_fields = ("preview",)

    @admin.display(description=_("as customers see it"))
    def preview(self, text: GreetingText) -> SafeString | str:
        if text.pk is None:
            return gettext("Save the greeting to see it.")
        return format_html('<div class="bubble-preview" lang="{}" dir="auto">{}</div>', text.language, text.text)


@admin.register(Greeting)
class GreetingAdmin(Translated, OfChannel):
    """What customers are told by itself on their first message."""

    form = GreetingForm
    inlines = (GreetingTextInline,)
    list_display = ("begins", "where", "moment", "languages", "missing")
    list_filter = ("moment", ("channel", ByChannel), Missing)
    list_select_related = ("channel",)
    search_fields = ("texts__text",)
    search_help_text = _("Words of a greeting. For example: welcome")
    sortable_by = ()
    ordering = (F("channel__name").asc(nulls_first=True), "-moment")
    fields = ("channel", "moment", "missing")
    readonly_fields = ("missing",)

    @admin.display(description=_("greeting"))
    def begins(self, greeting: Greeting) -> str:
        return str(next(iter(greeting.texts.all()), "–"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Greeting]:
        greetings: QuerySet[Any] = super().get_queryset(request)
        return greetings.prefetch_related("texts")
