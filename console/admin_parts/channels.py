"""Things that are for one channel, or for every one."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ByChannel(admin.RelatedFieldListFilter):
    """Named as people call it, wherever the channel stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title, self.empty_value_display = _("channel"), SafeString(gettext("Every channel"))


class OfChannel(admin.ModelAdmin):
    """The page of a model whose `channel` may be empty. Name "where" among its columns."""

    @admin.display(description=_("channel"))
    def where(self, row: Any) -> str:
        return row.channel.name if row.channel else gettext("Every channel")

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "channel":
            kwargs["empty_label"] = _("Every channel")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
