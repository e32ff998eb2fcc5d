from typing import Any

from django.contrib import admin
from django.http import HttpRequest

Button = tuple[str, Any]


class WithButtons(admin.ModelAdmin):
    """A page of one thing with buttons for what can be done with it. Each posts to its address."""

    change_form_template = "admin/with_buttons.html"

    def buttons(self, request: HttpRequest, row: Any) -> list[Button]:
        """The addresses of the deeds that make sense now, with their words. A page has none unless it says so here."""
        return []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        context["buttons"] = self.buttons(request, row) if row else []
        return super().render_change_form(request, context, *args, **kwargs)
