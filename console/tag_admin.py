"""Tags in the admin panel: for everybody who may enter it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from console.actions.add_tag import fit_name
from console.actions.delete_tags import delete_tags
from console.actions.merge_tags import merge_tags
from console.actions.rename_tag import rename_tag
from console.admin_parts.staff import ForStaff
from console.refusals import Unfit
from history.models import Tag, Tagging
from history.tags import key_of

COUNTED_MOST = 1000  # customers of one tag, who may be a million


class TagForm(forms.ModelForm):
    def clean_name(self) -> str:
        """In one line, and no other tag's."""
        try:
            name = fit_name(self.cleaned_data["name"])
        except Unfit as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if Tag.objects.filter(key=key_of(name)).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                gettext("There is a tag of this name. To make one of both, merge them in the list.")
            )
        return name


class TagSelect(AutocompleteSelect):
    """Says what it is for while nothing is chosen: that is all the name it has for who hears it."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(*args, **kwargs)
        return attrs | {"data-placeholder": gettext("Choose a tag")}


class MergeForm(ActionForm):
    """Beside the choice of an action: into which tag others are merged."""

    into = forms.ModelChoiceField(
        Tag.objects.order_by("key"),
        required=False,
        label=_("into"),
        widget=TagSelect(Tagging._meta.get_field("tag"), admin.site, attrs={"data-width": "220px"}),
    )


class CountedUpTo(Subquery):
    """How many rows a subquery has that stops after so many."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@admin.register(Tag)
class TagAdmin(ForStaff, admin.ModelAdmin):
    """The words that customers are sorted by, and how many have each."""

    form = TagForm
    action_form = MergeForm
    list_display = ("name", "customers")
    search_fields = ("name", "key")
    search_help_text = _("A part of a tag. For example: VIP")
    ordering = ("key",)
    fields = ("name",)
    actions = ("merge",)

    @admin.display(description=_("customers"))
    def customers(self, tag: Any) -> str:
        return gettext("more than %d") % COUNTED_MOST if tag.count > COUNTED_MOST else str(tag.count)

    @admin.action(description=_("Merge the selected tags into the one chosen here"))
    def merge(self, request: HttpRequest, tags: QuerySet[Tag]) -> None:
        into = Tag.objects.filter(pk=_number(request.POST.get("into", ""))).first()
        if into is None:
            return self.message_user(request, gettext("Choose the tag to merge into."), messages.ERROR)
        merged = [tag for tag in tags if tag.pk != into.pk]
        for tag in merged:
            self.log_change(request, into, gettext("Merged with %(name)s") % {"name": tag.name})
        merge_tags(merged, into=into)
        words = ngettext(
            "%(count)d tag was merged into %(name)s.", "%(count)d tags were merged into %(name)s.", len(merged)
        )
        self.message_user(request, words % {"count": len(merged), "name": into.name})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        tags: QuerySet[Tag] = super().get_queryset(request)
        theirs = Tagging.objects.filter(tag=OuterRef("pk")).values("pk")[: COUNTED_MOST + 1]
        return tags.annotate(count=CountedUpTo(theirs))

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """A new name reaches everybody who has the tag open before them."""
        if change:
            before = Tag.objects.get(pk=obj.pk).name
            rename_tag(obj, name=obj.name)
            self.log_change(request, obj, gettext("Renamed, was %(name)s") % {"name": before})
        else:
            obj.key = key_of(obj.name)
            obj.save()

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        delete_tags([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        delete_tags(list(queryset))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The tags alone: customers may have them by the hundred thousand."""
        return [str(tag) for tag in objs], {Tag._meta.verbose_name_plural: len(objs)}, set(), []


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0
