"""Cards in the admin panel: for everybody who may enter it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget, AdminTextInputWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cards import pictures, rendering, services
from cards.models import Card, CardSettings, CardText
from console.admin_parts.filters import Missing, OnOffer
from console.admin_parts.languages import InLanguages, Translated
from console.admin_parts.one_row import OneRow
from console.admin_parts.ordering import Ordered
from console.admin_parts.sheets import WithSheet
from console.admin_parts.staff import ForStaff, MayGo
from console.sheets.sheet import CARDS


class TextForm(forms.ModelForm):
    class Meta:
        widgets = {
            "title": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "teaser": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "picture": AdminFileWidget(attrs={"accept": "image/jpeg,image/png,image/gif,image/webp"}),
        }

    def clean_picture(self) -> Any:
        """Encodes an upload here, so that what is wrong with it is said beside its field."""
        chosen = self.cleaned_data["picture"]
        return pictures.encoded(chosen) if isinstance(chosen, UploadedFile) else chosen


class TextInline(MayGo, ForStaff, InLanguages):
    """The card in each language. A language may go: what was sent keeps its own words."""

    model = CardText
    form = TextForm
    fields = ("language", "title", "teaser", "link", "picture", "preview")
    readonly_fields = ("preview",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @admin.display(description=_("as customers see it"))
    def preview(self, text: CardText) -> SafeString | str:
        """With the picture that it borrows, if it has none of its own."""
        if text.pk is None:
            return _("Save the card to see it.")
        kept = rendering.snapshot(text)
        values = {"kept": kept, "picture": rendering.picture_path(kept), "site": rendering.site(kept)}
        return render_to_string("cards/_preview.html", values)


@admin.register(Card)
class CardAdmin(Translated, ForStaff, WithSheet, Ordered):
    """What agents may send."""

    inlines = (TextInline,)
    sheet = CARDS
    list_display = ("handle", "title", "languages", "missing", "position", "times_opened", "is_on_offer")
    list_display_links = ("title",)
    list_editable = ("position",)
    list_filter = (OnOffer, Missing)
    search_fields = ("texts__title", "texts__teaser")
    search_help_text = _("Words of a title or a teaser. For example: breakfast")
    fields = ("position", "missing", "times_opened", "opened_at", "archived_at")
    readonly_fields = ("missing", "times_opened", "opened_at", "archived_at")
    actions = ("archive", "restore")

    class Media:
        css = {"all": ("cards/css/admin.css",)}

    @admin.display(description=_("title"))
    def title(self, card: Card) -> str:
        return str(card)

    @admin.display(description=_("times opened"))
    def times_opened(self, card: Card) -> int:
        return card.opens

    @admin.display(description=_("on offer"), boolean=True)
    def is_on_offer(self, card: Card) -> bool:
        return card.archived_at is None

    @admin.action(description=_("Archive the selected cards: agents can no longer send them"))
    def archive(self, request: HttpRequest, cards: QuerySet[Card]) -> None:
        self._note(request, cards, gettext("Archived"))
        count = services.archive(cards)
        self.message_user(request, ngettext("%d card is archived.", "%d cards are archived.", count) % count)

    @admin.action(description=_("Restore the selected cards: agents can send them again"))
    def restore(self, request: HttpRequest, cards: QuerySet[Card]) -> None:
        self._note(request, cards, gettext("Restored"))
        count = services.restore(cards)
        self.message_user(
            request, ngettext("%d card is on offer again.", "%d cards are on offer again.", count) % count
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Card]:
        return super().get_queryset(request).prefetch_related("texts")

    def _note(self, request: HttpRequest, cards: QuerySet[Card], what: str) -> None:
        for card in cards:
            self.log_change(request, card, what)


@admin.register(CardSettings)
class CardSettingsAdmin(ForStaff, OneRow):
    """Whether opens are counted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
