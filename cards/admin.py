"""Cards in the admin panel: for everybody who may enter it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget, AdminTextInputWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cards import pictures, rendering, services
from cards.models import Card, CardSettings, CardText


class ForStaff:
    """Supervisors manage cards without a permission for each table. Nothing is deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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


class TextInline(ForStaff, admin.StackedInline):
    """The card in each language: one at least."""

    model = CardText
    form = TextForm
    min_num, max_num, extra = 1, len(settings.LANGUAGES), 0
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

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The admin panel would let the last text go."""
        return super().get_formset(request, obj, **kwargs, validate_min=True)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A language may go: what was sent keeps its own words."""
        return _is_staff(request)


class OnOffer(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("On offer")), ("1", _("Archived"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Card]) -> QuerySet[Card]:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(archived_at__isnull=self.value() == "0")


class Missing(admin.SimpleListFilter):
    title = _("missing language")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Card]) -> QuerySet[Card]:
        if self.value() not in dict(settings.LANGUAGES):
            return queryset
        return queryset.exclude(texts__language=self.value())


@admin.register(Card)
class CardAdmin(ForStaff, admin.ModelAdmin):
    """What agents may send."""

    inlines = (TextInline,)
    list_display = ("title", "languages", "missing", "position", "opens", "is_on_offer")
    list_editable = ("position",)
    list_filter = (OnOffer, Missing)
    search_fields = ("texts__title", "texts__teaser")
    fields = ("position", "missing", "opens", "opened_at", "archived_at")
    readonly_fields = ("missing", "opens", "opened_at", "archived_at")
    actions = ("archive", "restore")

    class Media:
        css = {"all": ("cards/css/admin.css",)}

    @admin.display(description=_("title"))
    def title(self, card: Card) -> str:
        return str(card)

    @admin.display(description=_("languages"))
    def languages(self, card: Card) -> str:
        return ", ".join(text.get_language_display() for text in card.texts.all()) or "-"

    @admin.display(description=_("missing"))
    def missing(self, card: Card) -> SafeString | str:
        """The languages whose customers get the card in another one."""
        there = {text.language for text in card.texts.all()} if card.pk else set()
        names = ", ".join(str(name) for language, name in settings.LANGUAGES if language not in there)
        return format_html('<span class="card-missing">{}</span>', names) if names and there else "-"

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

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new card comes last."""
        last = Card.objects.aggregate(last=Max("position"))["last"] or 0
        return {"position": last + 1} | super().get_changeform_initial_data(request)

    def _note(self, request: HttpRequest, cards: QuerySet[Card], what: str) -> None:
        for card in cards:
            self.log_change(request, card, what)


@admin.register(CardSettings)
class CardSettingsAdmin(ForStaff, admin.ModelAdmin):
    """The one row of them: its list is its page."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:cards_cardsettings_change", 1)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> CardSettings | None:
        """It is there, even if nobody has saved it yet."""
        return CardSettings.load() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff
