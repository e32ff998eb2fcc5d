"""All conversations in the admin panel, to be read: the missed ones above all."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from console import past
from console.admin_parts.channels import ByChannel
from console.admin_parts.lists import Endless, EndlessChangeList, ReadOnly, key_before
from console.refusals import Refused
from history.models import Conversation

MARKED = "<mark>{}</mark>"


class FoundChangeList(EndlessChangeList):
    """What *More chats* of the console finds too. Each row knows where: `found`, the pieces of that place."""

    def get_results(self, request: HttpRequest) -> None:
        """Of what is searched for as many chats as a page shows, and one more."""
        entries = self._found(request) if self.query else []
        if self.query:
            self.queryset = self.queryset.filter(pk__in=[entry.chat.pk for entry in entries])
        super().get_results(request)
        places = {entry.chat.pk: entry.parts for entry in entries}
        for chat in self.result_list:
            chat.found = places.get(chat.pk)

    def _found(self, request: HttpRequest) -> list[past.Entry]:
        most = self.list_per_page + 1
        try:
            return past.found(self.queryset, self.query, before=key_before(self.params), most=most)
        except Refused as refusal:
            self.model_admin.message_user(request, str(refusal), messages.WARNING)
            return []


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, Endless):
    """Nothing is changed here: that is done in the console, and the record keeps it."""

    list_display = ("customer_name", "said", "channel", "how", "opened_at", "console")
    list_filter = ("state", "closed_how", ("customer__channel", ByChannel), "opened_at", "closed_at")
    list_select_related = ("customer__channel",)
    search_fields = ("customer__name",)  # without any there is no box; what it finds is FoundChangeList's
    search_help_text = _(
        "Words of messages and comments, a tag, or a part of a name or of an e-mail. For example: breakfast"
    )
    fields = (
        "customer_name",
        "channel",
        "state",
        "opened_at",
        "waiting_since",
        "closed_at",
        "closed_how",
        "closed_by",
        "words",
        "console",
        "erasure",
    )
    readonly_fields = ("customer_name", "channel", "words", "console", "erasure")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FoundChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        """All of them: the list itself finds those of its page."""
        return queryset, False

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Chats are known by their customers' names, not by numbers."""
        context["subtitle"] = context["original_name"] = context["original"].customer.name
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("customer"))
    def customer_name(self, chat: Conversation) -> str:
        return chat.customer.name

    @admin.display(description=_("channel"))
    def channel(self, chat: Conversation) -> str:
        return chat.customer.channel.name

    @admin.display(description=_("first words"))
    def words(self, chat: Conversation) -> str:
        return chat.first_words

    @admin.display(description=_("words"))
    def said(self, chat: Any) -> SafeString | str:
        """What was looked for, marked, with what stands around it; else the first words."""
        if not chat.found:
            return str(chat.first_words)
        pieces = ((MARKED if part.is_hit else "{}", part.text) for part in chat.found)
        return format_html_join("", "{}", ((format_html(how, text),) for how, text in pieces))

    @admin.display(description=_("state"))
    def how(self, chat: Conversation) -> str:
        return " · ".join(filter(None, (chat.get_state_display(), chat.get_closed_how_display())))

    @admin.display(description=_("console"))
    def console(self, chat: Conversation) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("console:chat", args=[chat.pk]), gettext("Open the chat"))

    @admin.display(description=_("erasure"))
    def erasure(self, chat: Conversation) -> SafeString:
        url = reverse("admin:console_erasure_add", query={"customer": chat.customer_id})
        return format_html('<a href="{}">{}</a>', url, gettext("Erase this customer…"))
