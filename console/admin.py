"""The admin pages of the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from console.actions.change_desk import change_desk
from console.card_admin import CardAdmin, CardSettingsAdmin
from console.conversation_admin import ConversationAdmin
from console.erasure_admin import ErasureAdmin, RetentionAdmin
from console.greeting_admin import GreetingAdmin
from console.identity_admin import IdentityAdmin
from console.keyword_admin import KeywordReplyAdmin
from console.models import DeskSettings, Holiday, OpeningTime
from console.people.zones import zones
from console.people_admin import PeopleAdmin
from console.quick_reply_admin import QuickReplyAdmin, QuickReplyCategoryAdmin
from console.tag_admin import TagAdmin

__all__ = [
    "CardAdmin",
    "CardSettingsAdmin",
    "ConversationAdmin",
    "DeskSettingsAdmin",
    "ErasureAdmin",
    "GreetingAdmin",
    "HolidayAdmin",
    "IdentityAdmin",
    "KeywordReplyAdmin",
    "OpeningTimeAdmin",
    "PeopleAdmin",
    "QuickReplyAdmin",
    "QuickReplyCategoryAdmin",
    "RetentionAdmin",
    "TagAdmin",
]


@admin.register(DeskSettings)
class DeskSettingsAdmin(admin.ModelAdmin):
    """The one row of them: its list is its page."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            return forms.ChoiceField(label=db_field.verbose_name, choices=[(zone, zone) for zone in zones()])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: DeskSettings, form: Any, change: bool) -> None:
        """Every console follows at once."""
        change_desk(obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:console_desksettings_change", 1)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> DeskSettings | None:
        """It is there, even if nobody has saved it yet."""
        return DeskSettings.load() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OpeningTime)
class OpeningTimeAdmin(admin.ModelAdmin):
    """When somebody answers, in the desk's time zone."""

    list_display = ("__str__", "day", "opens", "closes")


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Dates with other hours, or with none."""

    list_display = ("date", "name", "opens", "closes")
    date_hierarchy = "date"
