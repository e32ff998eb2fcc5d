"""Settings: tables of one row."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst


class OneRow(admin.ModelAdmin):
    """The page of a model that has `load()`. Its list is its page, and its name stands there once."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", 1)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """It is there, even if nobody has saved it yet."""
        return self.model.load() if object_id == "1" else None

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context.update(title=capfirst(self.opts.verbose_name), subtitle=None, is_alone=True)
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
