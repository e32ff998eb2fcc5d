from django.contrib import admin
from django.http import HttpRequest

from console.models import Agent, Greeting


@admin.register(Greeting)
class GreetingAdmin(admin.ModelAdmin):
    """What customers are told by itself on their first message."""

    list_display = ("text", "channel", "moment", "language")
    list_filter = ("moment", "language", "channel")
    list_select_related = ("channel",)


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):
    """Who answers, under which name, in which language."""

    list_display = ("name", "user", "language", "time_zone", "seen_at")
    search_fields = ("name", "user__username")
    autocomplete_fields = ("user",)
    fields = ("user", "name", "language", "time_zone")
    list_select_related = ("user",)

    def get_readonly_fields(self, request: HttpRequest, obj: Agent | None = None) -> tuple[str, ...]:
        return ("user",) if obj else ()
