"""Quick replies in the admin panel: for supervisors, by the permissions of their group."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from quickreplies import services
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyCategoryName, QuickReplyText

WECHAT_BYTES_MOST = 2048  # the shortest limit that any channel has for one message


class InLanguages(admin.StackedInline):
    """The same in each language: one at least."""

    min_num, max_num, extra = 1, len(settings.LANGUAGES), 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The admin panel would let the last one go."""
        return super().get_formset(request, obj, **kwargs, validate_min=True)


class TextForm(forms.ModelForm):
    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}

    def clean_text(self) -> str:
        """Lines end as they do in the console's box."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class TextInline(InLanguages):
    model = QuickReplyText
    form = TextForm
    fields = ("language", "title", "text")


class NameInline(InLanguages):
    model = QuickReplyCategoryName
    fields = ("language", "name")


class OnOffer(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("On offer")), ("1", _("Archived"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QuickReply]) -> QuerySet[QuickReply]:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(archived_at__isnull=self.value() == "0")


class Missing(admin.SimpleListFilter):
    title = _("missing language")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[QuickReply]) -> QuerySet[QuickReply]:
        if not self.value():
            return queryset
        return queryset.exclude(Exists(QuickReplyText.objects.filter(reply=OuterRef("pk"), language=self.value())))


@admin.register(QuickReply)
class QuickReplyAdmin(admin.ModelAdmin):
    """What agents may put into their box."""

    inlines = (TextInline,)
    list_display = ("title", "category", "is_default", "missing", "position", "uses", "is_on_offer")
    list_editable = ("position",)
    list_filter = (OnOffer, "is_default", "category", Missing)
    search_fields = ("texts__title", "texts__text")
    fields = ("category", "is_default", "position", "uses", "archived_at")
    readonly_fields = ("uses", "archived_at")
    actions = ("archive", "restore")

    @admin.display(description=_("title"))
    def title(self, reply: QuickReply) -> str:
        return str(reply)

    @admin.display(description=_("missing"), empty_value="-")
    def missing(self, reply: QuickReply) -> str:
        """The languages that have no text."""
        there = {text.language for text in reply.texts.all()}
        return ", ".join(name for code, name in settings.LANGUAGES if code not in there)

    @admin.display(description=_("on offer"), boolean=True)
    def is_on_offer(self, reply: QuickReply) -> bool:
        return reply.archived_at is None

    @admin.action(
        description=_("Archive the selected quick replies: agents can no longer use them"), permissions=("change",)
    )
    def archive(self, request: HttpRequest, replies: QuerySet[QuickReply]) -> None:
        self._note(request, replies, gettext("Archived"))
        count = services.archive(replies)
        words = ngettext("%d quick reply is archived.", "%d quick replies are archived.", count)
        self.message_user(request, words % count)

    @admin.action(
        description=_("Restore the selected quick replies: agents can use them again"), permissions=("change",)
    )
    def restore(self, request: HttpRequest, replies: QuerySet[QuickReply]) -> None:
        self._note(request, replies, gettext("Restored"))
        count = services.restore(replies)
        words = ngettext("%d quick reply is on offer again.", "%d quick replies are on offer again.", count)
        self.message_user(request, words % count)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuickReply]:
        replies: QuerySet[QuickReply] = super().get_queryset(request)
        return replies.select_related("category").prefetch_related("texts", "category__names")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new reply comes last."""
        return {"position": _next_place(QuickReply)} | super().get_changeform_initial_data(request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A text may be too long for WeChat and not for web chat: it is kept, and said."""
        super().save_related(request, form, formsets, change)
        for text in form.instance.texts.all():
            size = len(text.text.encode())
            if size > WECHAT_BYTES_MOST:
                self._warn(request, text.get_language_display(), size)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is not used any more is archived."""
        return False

    def _warn(self, request: HttpRequest, language: str, size: int) -> None:
        words = gettext(
            "The text in %(language)s has %(size)d bytes. WeChat takes %(most)d in one message: agents will have to split it."
        )
        values = {"language": language, "size": size, "most": WECHAT_BYTES_MOST}
        self.message_user(request, words % values, messages.WARNING)

    def _note(self, request: HttpRequest, replies: QuerySet[QuickReply], what: str) -> None:
        for reply in replies:
            self.log_change(request, reply, what)


@admin.register(QuickReplyCategory)
class QuickReplyCategoryAdmin(admin.ModelAdmin):
    """What quick replies are sorted by. Those of a deleted one are without a category."""

    inlines = (NameInline,)
    list_display = ("name", "position")
    list_editable = ("position",)
    search_fields = ("names__name",)
    fields = ("position",)

    @admin.display(description=_("name"))
    def name(self, category: QuickReplyCategory) -> str:
        return str(category)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuickReplyCategory]:
        return super().get_queryset(request).prefetch_related("names")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new category comes last."""
        return {"position": _next_place(QuickReplyCategory)} | super().get_changeform_initial_data(request)


def _next_place(model: type[QuickReply] | type[QuickReplyCategory]) -> int:
    last = model._default_manager.aggregate(last=Max("position"))["last"] or 0
    return int(last) + 1
