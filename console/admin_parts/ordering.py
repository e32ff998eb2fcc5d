"""Lists whose rows stand in an order of their own, and are put in another by dragging, by the arrow keys, or by number."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

ROWS_MOST = 500
KEY_DIGITS = 18


class Ordered(admin.ModelAdmin):
    """The page of a model with a `position`. Name "handle" among its columns. Its order is the only one."""

    sortable_by = ()

    class Media:
        js = (Script("panel/js/ordering.js", type="module"),)

    def group_of(self, row: Any) -> str:
        """Rows are moved among those of the same group only."""
        return ""

    @admin.display(description=_("order"))
    def handle(self, row: Any) -> SafeString:
        words = gettext("Move %(name)s: drag it, or press the up and down arrow keys") % {"name": row}
        return format_html(
            '<button class="order-handle" type="button" draggable="true" data-row="{}" data-group="{}" aria-label="{}">'
            '<span aria-hidden="true">⠿</span></button>',
            row.pk,
            self.group_of(row),
            words,
        )

    def get_urls(self) -> list[Any]:
        """With the address to which the new order is posted."""
        view = self.admin_site.admin_view(require_POST(self.order))
        return [path("order/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_order"), *super().get_urls()]

    def order(self, request: HttpRequest) -> HttpResponse:
        """Takes `rows`, the keys of rows in their new order, and `moved`, the one that was moved. Answers the positions."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows, moved = _keys(request.POST.get("rows", "")), _keys(request.POST.get("moved", ""))
        positions = put_in_order(self.model._default_manager.all(), rows)
        for row in self.model._default_manager.filter(pk__in=moved[:1]):
            self.log_change(request, row, gettext("Moved to place %(place)d") % {"place": positions.get(row.pk, 0)})
        return JsonResponse({"positions": positions})

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Its boxes have no labels that can be seen."""
        box = AdminIntegerFieldWidget(attrs={"aria-label": _("position")})
        return super().get_changelist_form(request, **kwargs, widgets={"position": box})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_order"
        may = self.has_change_permission(request)
        words = gettext("%(name)s is number {place} of {all} now.") % {"name": "{name}"}
        order = {"order_url": reverse(name) if may else "", "order_words": words}
        return super().changelist_view(request, {**(extra_context or {}), **order})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is new comes last."""
        last = self.model._default_manager.aggregate(last=Max("position"))["last"] or 0
        return {"position": last + 1} | super().get_changeform_initial_data(request)


def put_in_order(all_rows: QuerySet[Any], keys: Sequence[int]) -> dict[int, int]:
    """Puts the rows with these keys in their order, in the places that they have together, and numbers all from 1.

    Keys of rows that are gone are passed over. The position of each row, by its key.
    """
    with transaction.atomic():
        list(all_rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        before = dict(all_rows.order_by(*all_rows.model._meta.ordering or ()).values_list("pk", "position"))
        wanted = iter([key for key in dict.fromkeys(keys) if key in before])
        known = set(keys)
        after = {(next(wanted) if pk in known else pk): place for place, pk in enumerate(before, start=1)}
        for pk in [pk for pk, place in after.items() if before[pk] != place]:
            all_rows.filter(pk=pk).update(position=after[pk])
    return after


def _keys(value: str) -> list[int]:
    """Raises BadRequest for what is no list of keys."""
    parts = value.split(",")
    if len(parts) > ROWS_MOST or not all(p.isascii() and p.isdigit() and len(p) <= KEY_DIGITS for p in parts):
        raise BadRequest("rows: keys with commas, 500 at most; moved: one key")
    return [int(part) for part in parts]
