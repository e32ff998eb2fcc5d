"""The admin pages of the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from console.actions.change_desk import change_desk
from console.admin_parts.one_row import OneRow
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
class DeskSettingsAdmin(OneRow):
    """Every console follows at once."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            return forms.ChoiceField(label=capfirst(db_field.verbose_name), choices=[(zone, zone) for zone in zones()])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: DeskSettings, form: Any, change: bool) -> None:
        change_desk(obj)


@admin.register(OpeningTime)
class OpeningTimeAdmin(admin.ModelAdmin):
    """When somebody answers, in the desk's time zone."""

    list_display = ("__str__", "day", "opens", "closes")


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Dates with other hours, or with none."""

    list_display = ("date", "name", "opens", "closes")
    date_hierarchy = "date"
