"""Quick replies in the admin panel: for supervisors, by the permissions of their group."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from console.admin_parts.filters import Missing, OnOffer
from console.admin_parts.languages import InLanguages, Translated
from console.admin_parts.ordering import Ordered
from console.admin_parts.sheets import WithSheet
from console.sheets.sheet import QUICK_REPLIES
from quickreplies import services
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyCategoryName, QuickReplyText

WECHAT_BYTES_MOST = 2048  # the shortest limit that any channel has for one message


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
    words = "names"
    fields = ("language", "name")


@admin.register(QuickReply)
class QuickReplyAdmin(Translated, WithSheet, Ordered):
    """What agents may put into their box."""

    inlines = (TextInline,)
    sheet = QUICK_REPLIES
    list_display = ("handle", "title", "category", "is_default", "missing", "position", "uses", "is_on_offer")
    list_display_links = ("title",)
    list_editable = ("position",)
    list_filter = (OnOffer, "is_default", "category", Missing)
    search_fields = ("texts__title", "texts__text")
    search_help_text = _("Words of a title or a text. For example: breakfast")
    fields = ("category", "is_default", "position", "missing", "uses", "archived_at")
    readonly_fields = ("missing", "uses", "archived_at")
    actions = ("archive", "restore")

    @admin.display(description=_("title"))
    def title(self, reply: QuickReply) -> str:
        return str(reply)

    def group_of(self, reply: QuickReply) -> str:
        """Default ones stand together, the others in their categories."""
        return "default" if reply.is_default else str(reply.category_id or "")

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
class QuickReplyCategoryAdmin(Translated, Ordered):
    """What quick replies are sorted by. Those of a deleted one are without a category."""

    inlines = (NameInline,)
    words = "names"
    list_display = ("handle", "name", "missing", "position")
    list_display_links = ("name",)
    list_editable = ("position",)
    search_fields = ("names__name",)
    fields = ("position",)

    @admin.display(description=_("name"))
    def name(self, category: QuickReplyCategory) -> str:
        return str(category)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuickReplyCategory]:
        return super().get_queryset(request).prefetch_related("names")
