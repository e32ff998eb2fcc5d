from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cards import pictures
from console.admin_parts.filters import Missing
from console.admin_parts.languages import InLanguages, Translated
from console.admin_parts.staff import ForStaff, MayGo
from console.avatars import AVATARS
from console.models import Identity, IdentityText


class IdentityTextForm(forms.ModelForm):
    class Meta:
        widgets = {"avatar": AdminFileWidget(attrs={"accept": "image/jpeg,image/png,image/gif,image/webp"})}

    def clean_avatar(self) -> Any:
        """Encodes an upload here, so that what is wrong with it is said beside its field."""
        chosen = self.cleaned_data["avatar"]
        return pictures.encoded(chosen, AVATARS) if isinstance(chosen, UploadedFile) else chosen


class IdentityTextInline(MayGo, ForStaff, InLanguages):
    """The identity in each language: one at least."""

    model = IdentityText
    form = IdentityTextForm
    fields = ("language", "name", "department", "avatar", "preview")
    readonly_fields = ("preview",)

    @admin.display(description=_("preview"))
    def preview(self, text: IdentityText) -> SafeString | str:
        return _picture(text, 160)


@admin.register(Identity)
class IdentityAdmin(Translated, MayGo, ForStaff, admin.ModelAdmin):
    """Whom customers see. Agents of a deleted one appear under their own names."""

    inlines = (IdentityTextInline,)
    list_display = ("label", "face", "names", "missing", "users")
    list_filter = (Missing,)
    search_fields = ("label", "texts__name", "agents__name")
    fields = ("label", "missing", "users")
    readonly_fields = ("missing", "users")
    search_help_text = _("A part of a name. For example: front desk")

    @admin.display(description=_("avatar"))
    def face(self, identity: Identity) -> SafeString | str:
        pictured = next((text for text in identity.texts.all() if text.avatar), None)
        return _picture(pictured, 40) if pictured else "-"

    @admin.display(description=_("names"))
    def names(self, identity: Identity) -> str:
        return ", ".join(text.name for text in identity.texts.all()) or "-"

    @admin.display(description=_("used by"), empty_value="-")
    def users(self, identity: Identity) -> str:
        return ", ".join(sorted(agent.name for agent in identity.agents.all())) if identity.pk else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Identity]:
        return super().get_queryset(request).prefetch_related("texts", "agents")


def _picture(text: IdentityText, side: int) -> SafeString | str:
    if not text.avatar:
        return "-"
    return format_html('<img src="{}" alt="" width="{}" height="{}">', text.avatar.url, side, side)
