"""Channels in the admin panel. Secrets go in and never come out."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from channels_app.adapters import DeliveryError
from channels_app.admin_bases import AdministratorsOnly, SecretsForm
from channels_app.models import KeptDelivery, KfAccount, WeChatAccount, WeChatProfile, secret_field
from channels_app.sealing import LOST
from channels_app.webchat.admin import WebChatSiteAdmin
from channels_app.wechat import kf_rows
from channels_app.wechat.trial import try_connection
from console.admin_parts.buttons import Button, WithButtons
from console.admin_parts.lists import Endless, ReadOnly
from console.admin_parts.staff import ForStaff
from console.templatetags.grata_console import sentence

__all__ = ["WebChatSiteAdmin"]


class WeChatAccountForm(SecretsForm):
    secrets = ("app_secret", "token", "aes_key", "previous_aes_key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        window = self.fields["window_seconds"]
        window.required = True
        window.help_text = _("How long WeChat lets us reply after a message: 172800 are 48 hours.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("mode") != WeChatAccount.Mode.PLAIN and not cleaned.get("aes_key"):
            self.add_error("aes_key", _("Safe and compatible mode need the EncodingAESKey."))
        return cleaned


@admin.register(WeChatAccount)
class WeChatAccountAdmin(WithButtons, AdministratorsOnly):
    """Accounts, whether they can send, and the test that says what is wrong with one."""

    form = WeChatAccountForm
    list_display = ("name", "slug", "app_id", "mode", "trouble", "rest")
    readonly_fields = ("faces", "trouble", "rest")
    fields = (
        *("name", "slug", "original_id", "app_id", "app_secret", "token", "mode", "aes_key", "previous_aes_key"),
        *("wechat_id", "faces", "window_seconds", "window_replies", "brief_seconds", "brief_replies"),
        *("trouble", "rest"),
    )

    @admin.display(description=_("customer-service accounts"), empty_value="-")
    def faces(self, account: WeChatAccount) -> SafeString | str:
        """What WeChat has of each, and where it can be tried again. Not an inline: there is nothing to fill in."""
        rows = account.kf_accounts.select_related("identity") if account.pk else ()
        lines = format_html_join("", '<div><a href="{}">{}</a>: {}</div>', (_line(row) for row in rows))
        if not lines:
            return ""
        url = f"{reverse('admin:channels_app_kfaccount_changelist')}?account__channel_ptr__exact={account.pk}"
        return format_html('{}<a href="{}">{}</a>', lines, url, gettext("All of them, and to try again"))

    @admin.display(description=_("replies are held because"), empty_value="-")
    def trouble(self, account: WeChatAccount) -> str:
        if secret_field.has_lost(account):
            return sentence(LOST)
        return _until(account.paused_reason, account.paused_until)

    @admin.display(description=_("remarks and tags are not compared because"), empty_value="-")
    def rest(self, account: WeChatAccount) -> str:
        until = account.profiles_rest_until
        return "" if until is None or until <= timezone.now() else _until(account.profiles_rest_reason, until)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """New accounts begin with the limits of the environment."""
        limits = {
            "window_seconds": settings.GRATA_WECHAT_WINDOW_SECONDS,
            "window_replies": settings.GRATA_WECHAT_WINDOW_REPLIES,
        }
        return limits | super().get_changeform_initial_data(request)

    def get_urls(self) -> list[Any]:
        """With the address of the button."""
        test = self.admin_site.admin_view(require_POST(self.test))
        return [path("<int:pk>/test/", test, name="channels_app_wechataccount_test"), *super().get_urls()]

    def buttons(self, request: HttpRequest, account: Any) -> list[Button]:
        return [(reverse("admin:channels_app_wechataccount_test", args=[account.pk]), _("Test connection"))]

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Test connection: says in words what WeChat makes of the account."""
        account = get_object_or_404(WeChatAccount, pk=pk)
        if not self.has_change_permission(request, account) or not self.has_view_permission(request, account):
            raise PermissionDenied
        try:
            resumed = try_connection(account)
        except DeliveryError as error:
            self.message_user(request, sentence(error.message), messages.ERROR)
        else:
            words = _("The connection works. Replies leave again.") if resumed else _("The connection works.")
            self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:channels_app_wechataccount_change", pk)


@admin.register(KfAccount)
class KfAccountAdmin(ForStaff, admin.ModelAdmin):
    """The faces of all accounts at WeChat, and what is wrong with one. Nothing in it is secret, so supervisors see it too."""

    list_display = ("kf_account", "shown", "nickname", "state", "trouble", "account", "synced_at")
    list_filter = ("state", "account")
    list_select_related = ("account", "identity")
    search_fields = ("kf_account", "nickname", "identity__label")
    fields = readonly_fields = (
        "account",
        "kf_account",
        "shown",
        "wanted_nickname",
        "nickname",
        "state",
        "trouble",
        "error_code",
        "synced_at",
    )
    actions = ("try_again",)

    @admin.display(description=_("identity"))
    def shown(self, row: KfAccount) -> str:
        return _whose(row)

    @admin.display(description=_("what WeChat says"), empty_value="-")
    def trouble(self, row: KfAccount) -> str:
        return sentence(row.error)

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, rows: QuerySet[KfAccount]) -> None:
        for row in rows.filter(state=KfAccount.State.FAILED):
            self.log_change(request, row, gettext("Tried again"))
        count = kf_rows.again(rows)
        self.message_user(request, ngettext("%d is tried again.", "%d are tried again.", count) % count)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: KfAccount | None = None) -> bool:
        return False


@admin.register(WeChatProfile)
class WeChatProfileAdmin(ReadOnly, AdministratorsOnly, Endless):
    """Customers whose remark or tags WeChat and we do not share, and why."""

    list_display = ("customer", "account", "troubles", "synced_at")
    list_select_related = ("customer__channel",)
    readonly_fields = ("customer", "account", "remark", "troubles", "synced_at")
    exclude = ("name", "tags", "pushing", "due_at", "attempts", "error")
    search_fields = ("customer__name", "customer__external_id")

    @admin.display(description=_("WeChat account"))
    def account(self, profile: WeChatProfile) -> str:
        return profile.customer.channel.name

    @admin.display(description=_("what could not be carried over"))
    def troubles(self, profile: WeChatProfile) -> SafeString:
        return format_html_join(mark_safe("<br>"), "{}", ((sentence(line),) for line in profile.error.split("\n")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[WeChatProfile]:
        return super().get_queryset(request).exclude(error="")


@admin.register(KeptDelivery)
class KeptDeliveryAdmin(AdministratorsOnly, Endless):
    """What a platform delivered and we could not read."""

    list_display = ("created_at", "channel", "reason")
    list_filter = ("channel",)
    list_select_related = ("channel",)
    readonly_fields = ("channel", "reason", "created_at", "shown")
    exclude = ("body", "digest")

    @admin.display(description=_("as it came"))
    def shown(self, kept: KeptDelivery) -> str:
        return bytes(kept.body).decode(errors="replace")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _whose(row: KfAccount) -> str:
    return str(row.identity) if row.identity else gettext("To be removed")


def _line(row: KfAccount) -> tuple[str, str, str]:
    """The address of its page, whose it is, how it stands and why."""
    url = reverse("admin:channels_app_kfaccount_change", args=[row.pk])
    stands = (row.get_state_display(), sentence(row.error))
    return url, f"{_whose(row)} · {row.kf_account}", " · ".join(filter(None, stands))


def _until(reason: str, until: datetime | None) -> str:
    if until is None:
        return sentence(reason)
    time = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
    return _("%(reason)s Until %(time)s.") % {"reason": sentence(reason), "time": time}
