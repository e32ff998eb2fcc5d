"""Tags in the admin panel: for everybody who may enter it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cards.admin import ForStaff
from console.actions.add_tag import fit_name
from console.actions.delete_tags import delete_tags
from console.actions.merge_tags import merge_tags
from console.actions.rename_tag import rename_tag
from console.refusals import Unfit
from history.models import Tag
from history.tags import key_of


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


class MergeForm(ActionForm):
    """Beside the choice of an action: into which tag others are merged."""

    into = forms.ModelChoiceField(Tag.objects.order_by("key"), required=False, label=_("into"))


@admin.register(Tag)
class TagAdmin(ForStaff, admin.ModelAdmin):
    """The words that customers are sorted by, and how many have each."""

    form = TagForm
    action_form = MergeForm
    list_display = ("name", "customers")
    search_fields = ("name", "key")
    ordering = ("key",)
    fields = ("name",)
    actions = ("merge",)

    @admin.display(description=_("customers"), ordering="count")
    def customers(self, tag: Any) -> int:
        return int(tag.count)

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
        return tags.annotate(count=Count("taggings"))

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """A new name reaches everybody who has the tag open before them."""
        if change:
            rename_tag(obj, name=obj.name)
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
