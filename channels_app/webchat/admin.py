"""Sites with our chat in the admin panel: how it looks there, and the secrets that the site signs with."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from channels_app.admin_bases import AdministratorsOnly, Lines, SecretsForm
from channels_app.models import WebChatSite, secret_field
from channels_app.sealing import LOST
from channels_app.webchat import secrets
from channels_app.webchat.hooks.signing import is_secret
from channels_app.webchat.webhook_admin import EndpointInline, WebhookButtons
from console.admin_parts.buttons import Button
from console.templatetags.grata_console import sentence

GREETINGS = ("greeting_en", "greeting_zh_hans", "greeting_zh_hant")


class WebChatSiteForm(SecretsForm):
    secrets = ("webhook_secret",)
    allowed_origins = Lines(
        label=_("Allowed origins"),
        help_text=_("Of the pages that carry the chat, one on each line. For example: https://www.example.com"),
    )

    def clean_webhook_secret(self) -> str:
        """As the rules of Standard Webhooks want it."""
        secret = str(self.cleaned_data["webhook_secret"])
        if secret and not is_secret(secret):
            raise forms.ValidationError(_("Enter whsec_ and 24 to 64 bytes in base64, or make a secret by the button."))
        return secret

    class Meta:
        widgets = {
            **{name: forms.TextInput(attrs={"class": "vLargeTextField"}) for name in GREETINGS},
            "colour": forms.TextInput(attrs={"type": "color"}),
            "pages_shown": forms.Textarea(attrs={"rows": 3}),
            "pages_hidden": forms.Textarea(attrs={"rows": 3}),
        }


@admin.register(WebChatSite)
class WebChatSiteAdmin(WebhookButtons, AdministratorsOnly):
    """Sites, and the buttons that change a site's identity secret. It is shown once, when it is made."""

    form = WebChatSiteForm
    inlines = (EndpointInline,)
    list_display = ("name", "slug", "language")
    readonly_fields = ("identity",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "allowed_origins", "language", "shows_drafts")}),
        (_("What visitors are asked"), {"fields": ("asks_name", "asks_email")}),
        (
            _("How it looks"),
            {"fields": ("colour", "side", "bottom", *GREETINGS, "sound")},
        ),
        (
            _("The button"),
            {"fields": ("button_hidden", "own_button", "hidden_in_landscape", "pages_shown", "pages_hidden")},
        ),
        (_("Secrets"), {"fields": ("webhook_secret", "identity")}),
    )

    @admin.display(description=_("identity secret"))
    def identity(self, site: WebChatSite) -> str:
        """Whether there is one, and whether the one before is good as well."""
        if secret_field.is_lost(site, "identity_secret") or secret_field.is_lost(site, "previous_identity_secret"):
            return sentence(LOST)
        if not site.identity_secret:
            return gettext("None. Visitors are known by their browsers only.")
        if site.previous_identity_secret:
            return gettext("Set. The one before is taken too, until you end it.")
        return gettext("Set.")

    def get_urls(self) -> list[Any]:
        """With the addresses of the buttons."""
        name, guard = "channels_app_webchatsite", self.admin_site.admin_view
        return [
            path("<int:pk>/secret/", guard(require_POST(never_cache(self.renew))), name=f"{name}_secret"),
            path("<int:pk>/secret/end/", guard(require_POST(self.end)), name=f"{name}_end"),
            *super().get_urls(),
        ]

    def buttons(self, request: HttpRequest, site: Any) -> list[Button]:
        """With those of the identity secret."""
        made = (reverse("admin:channels_app_webchatsite_secret", args=[site.pk]), _("Make an identity secret"))
        end = (reverse("admin:channels_app_webchatsite_end", args=[site.pk]), _("End the identity secret before"))
        return [
            *super().buttons(request, site),
            made,
            *([end] if secret_field.known(site, "previous_identity_secret") else []),
        ]

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Makes an identity secret and shows it, on this page only: a message would go through a cookie."""
        site = self._site(request, pk)
        around = self.admin_site.each_context(request) | {"opts": self.opts, "original": site, "title": site.name}
        secret = secrets.renew(site)
        self.log_change(request, site, gettext("A new identity secret"))
        return TemplateResponse(request, "admin/channels_app/webchatsite/secret.html", around | {"secret": secret})

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From now on only the present identity secret is good."""
        site = self._site(request, pk)
        if secrets.forget_previous(site):
            self.log_change(request, site, gettext("The identity secret before is no longer taken"))
        self.message_user(request, _("Only the present identity secret is taken now."), messages.SUCCESS)
        return redirect("admin:channels_app_webchatsite_change", pk)
