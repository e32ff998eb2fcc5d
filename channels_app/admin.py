"""Channels in the admin panel. Secrets go in and never come out."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels_app.models import KeptDelivery, WebChatSite, WeChatAccount


class SecretsForm(forms.ModelForm):
    """Shows no secret; a field that is left empty keeps the one that is there."""

    secrets: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.secrets:
            self._hide(name)

    def _hide(self, name: str) -> None:
        field, kept = self.fields[name], getattr(self.instance, name, "")
        field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
        self.initial.pop(name, None)
        if kept:
            field.required, field.help_text = False, _("Leave empty to keep the present one.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned | {name: cleaned.get(name) or getattr(self.instance, name, "") for name in self.secrets}


class WeChatAccountForm(SecretsForm):
    secrets = ("app_secret", "token", "aes_key", "previous_aes_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("mode") != WeChatAccount.Mode.PLAIN and not cleaned.get("aes_key"):
            self.add_error("aes_key", _("Safe and compatible mode need the EncodingAESKey."))
        return cleaned


class WebChatSiteForm(SecretsForm):
    secrets = ("webhook_secret",)


class AdministratorsOnly(admin.ModelAdmin):
    """Channels hold secrets and decide where messages come from: for administrators."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(WeChatAccount)
class WeChatAccountAdmin(AdministratorsOnly):
    form = WeChatAccountForm
    list_display = ("name", "slug", "app_id", "mode")
    fields = ("name", "slug", "original_id", "app_id", "app_secret", "token", "mode", "aes_key", "previous_aes_key")


@admin.register(WebChatSite)
class WebChatSiteAdmin(AdministratorsOnly):
    form = WebChatSiteForm
    list_display = ("name", "slug", "language")
    fields = ("name", "slug", "language", "allowed_origins", "webhook_secret")


@admin.register(KeptDelivery)
class KeptDeliveryAdmin(AdministratorsOnly):
    """What a platform delivered and we could not read."""

    list_display = ("created_at", "channel", "reason")
    list_filter = ("channel",)
    list_select_related = ("channel",)
    readonly_fields = ("channel", "reason", "created_at", "shown")
    exclude = ("body", "digest")
    show_full_result_count = False

    @admin.display(description=_("as it came"))
    def shown(self, kept: KeptDelivery) -> str:
        return bytes(kept.body).decode(errors="replace")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
