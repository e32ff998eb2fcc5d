"""Signed webhooks in the admin panel: a site's side of them, their secret, and the log of what was sent."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from channels_app.admin_bases import Lines
from channels_app.models import WebChatSite, WebhookDelivery, WebhookEndpoint
from channels_app.models.secret_field import known
from channels_app.webchat.hooks import deliveries, endpoints, keys, people
from channels_app.webchat.hooks.door import NotTaken
from console.actions.deliver_again import deliver_again
from console.admin_parts.buttons import Button, WithButtons
from console.admin_parts.lists import Endless, ReadOnly
from console.templatetags.grata_console import sentence


class EndpointForm(forms.ModelForm):
    media_hosts = Lines(
        label=_("Hosts of files"),
        help_text=_(
            "From where pictures and recordings of visitors are fetched, one on each line. For example: files.example.com"
        ),
    )


class EndpointInline(admin.StackedInline):
    """On a site's page: where replies go, and whence files come."""

    model = WebhookEndpoint
    form = EndpointForm
    fields = ("callback_url", "media_hosts", "alarm")
    readonly_fields = ("alarm",)
    can_delete = False
    verbose_name = _("signed webhooks")
    verbose_name_plural = _("signed webhooks")

    @admin.display(description=_("nothing is sent because"), empty_value="-")
    def alarm(self, endpoint: WebhookEndpoint) -> str:
        return sentence(endpoint.site.alarm) if endpoint.paused_at else ""


class WebhookButtons(WithButtons):
    """The buttons on a site's page."""

    def get_urls(self) -> list[Any]:
        """With their addresses."""
        view = self.admin_site.admin_view
        name = "channels_app_webchatsite"
        return [
            path("<int:pk>/test/", view(require_POST(self.test)), name=f"{name}_test"),
            path(
                "<int:pk>/webhook-secret/",
                never_cache(view(require_POST(self.renew_webhook_secret))),
                name=f"{name}_webhook_secret",
            ),
            *super().get_urls(),
        ]

    def buttons(self, request: HttpRequest, site: Any) -> list[Button]:
        at = partial(reverse, args=[site.pk])
        return [
            (at("admin:channels_app_webchatsite_test"), _("Test connection")),
            (at("admin:channels_app_webchatsite_webhook_secret"), _("Make a webhook secret")),
        ]

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Test connection: says in words what the site's server makes of a signed ping."""
        site = self._site(request, pk)
        try:
            resumed = endpoints.test(site)
        except NotTaken as error:
            status = f" (HTTP {error.status})" if error.status else ""
            self.message_user(request, f"{sentence(str(error))}{status}", messages.ERROR)
        else:
            words = _("The connection works. Replies leave again.") if resumed else _("The connection works.")
            self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:channels_app_webchatsite_change", pk)

    def renew_webhook_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a webhook secret: shows it this once, in the answer itself, which nothing keeps."""
        site = self._site(request, pk)
        secret = keys.renew(site)
        self.log_change(request, site, gettext("Made a new webhook secret"))
        context = {**self.admin_site.each_context(request), "title": gettext("New webhook secret"), "site": site}
        return render(request, "admin/channels_app/webchatsite/webhook_secret.html", {**context, "secret": secret})

    def save_model(self, request: HttpRequest, obj: WebChatSite, form: Any, change: bool) -> None:
        """Remembers the secret that was there."""
        before = WebChatSite.objects.filter(pk=obj.pk).first()
        form.secret_before = known(before, "webhook_secret") if before else ""
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Of a secret that was replaced by hand, too, the one before stays good for a while. A new callback address is
        tried at once: the alarm was about the one before.
        """
        super().save_related(request, form, formsets, change)
        if form.secret_before not in ("", form.instance.webhook_secret):
            keys.keep(form.instance, previous=form.secret_before)
        endpoint = WebhookEndpoint.objects.filter(pk=form.instance.pk).first()
        if endpoint and any("callback_url" in part.changed_data for formset in formsets for part in formset.forms):
            endpoints.resume(endpoint)

    def _site(self, request: HttpRequest, pk: int) -> WebChatSite:
        site = get_object_or_404(WebChatSite, pk=pk)
        if not self.has_change_permission(request, site) or not self.has_view_permission(request, site):
            raise PermissionDenied
        return site


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnly, Endless):
    """What was sent to sites' own servers, and what came of it. Newest first."""

    list_display = ("created_at", "site", "message_id", "state", "tries", "status", "trouble", "due_at", "settled_at")
    list_filter = ("state", "endpoint__site")
    list_select_related = ("endpoint__site",)
    search_fields = ("=message__id",)
    search_help_text = _("The number of a message.")
    fields = readonly_fields = (
        *("site", "message_id", "webhook_id", "state", "tries", "status", "trouble"),
        *("created_at", "due_at", "settled_at"),
    )
    actions = ("redeliver",)

    @admin.display(description=_("web chat site"))
    def site(self, row: WebhookDelivery) -> str:
        return row.endpoint.site.name

    @admin.display(description=_("last error"), empty_value="-")
    def trouble(self, row: WebhookDelivery) -> str:
        return sentence(row.error)

    @admin.action(description=_("Redeliver"))
    def redeliver(self, request: HttpRequest, rows: QuerySet[WebhookDelivery]) -> None:
        """Sends them again, with the same webhook-id: a site that has one drops it."""
        count = 0
        for row in rows.select_related("message__customer"):
            deliveries.again(row)
            if people.is_signed(row.message.customer.external_id):
                deliver_again(row.message)
            self.log_change(request, row, gettext("Redelivered"))
            count += 1
        self.message_user(request, ngettext("%d is sent again.", "%d are sent again.", count) % count)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
