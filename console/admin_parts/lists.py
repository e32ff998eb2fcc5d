"""Lists of tables that grow without end: newest first, page by page along the key. Nothing is counted."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

BEFORE = "before"
KEY_DIGITS = 18


class EndlessChangeList(ChangeList):
    """Shows one page of rows whose keys are below `before`. older: the address of the next page; "" on the last."""

    is_endless = True
    older = newest = ""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        kept: dict[str, Any] = super().get_filters_params(params)
        return {name: value for name, value in kept.items() if name != BEFORE}

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """In one query: as many rows as a page has, and one more, which says whether there is another page."""
        before = key_before(self.params)
        rows = self.queryset if before is None else self.queryset.filter(pk__lt=before)
        found = list(rows[: self.list_per_page + 1])
        self.result_list: Any = found[: self.list_per_page]
        self.result_count, self.full_result_count = len(self.result_list), None
        self.show_full_result_count, self.show_admin_actions = False, bool(found)
        self.can_show_all = self.multi_page = False
        self.paginator = Paginator(self.result_list, self.list_per_page)
        if len(found) > self.list_per_page:
            self.older = self.get_query_string({BEFORE: self.result_list[-1].pk})
        if before is not None:
            self.newest = self.get_query_string(remove=[BEFORE])


class Endless(admin.ModelAdmin):
    """The page of such a table. Sorting by anything but the key would read all of it."""

    show_full_result_count = False
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EndlessChangeList


class ReadOnly(admin.ModelAdmin):
    """To be looked at: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def key_before(asked: Mapping[str, Any]) -> int | None:
    """The key below which the page that is asked for begins; None for the newest one, and for what is no key."""
    value = str(asked.get(BEFORE, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) <= KEY_DIGITS else None
