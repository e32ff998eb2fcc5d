"""The audit log in the admin panel: to be read, never changed."""

from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from console.admin_parts.lists import Endless, ReadOnly
from console.models import Agent
from grata_site import audit

SHOWN_MOST = 200  # characters of a value
NOTHING = ("None", "")

admin.site.unregister(LogEntry)


class ByPerson(admin.SimpleListFilter):
    title = _("person")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in Agent.objects.order_by("name").values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        chosen = self.value() or ""
        return queryset.filter(actor=int(chosen)) if chosen.isascii() and chosen.isdigit() else queryset


class ByTime(admin.DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("when")


class ByTable(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        shown = (_model(label)._meta for label in _labels(request))
        return [(meta.label_lower, capfirst(meta.verbose_name_plural)) for meta in shown]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        chosen = self.value()
        if chosen not in _labels(request):
            return queryset
        parts = [part for part, whole in audit.PARTS.items() if whole == chosen]
        types = ContentType.objects.get_for_models(*(_model(label) for label in (chosen, *parts)))
        return queryset.filter(content_type__in=types.values())


@admin.register(LogEntry)
class AuditAdmin(ReadOnly, Endless):
    """Newest first. What concerns channels is for administrators, as the channels are."""

    page_name = _("Audit log")
    list_display = ("when", "who", "deed", "what", "summary", "address")
    list_display_links = ("when",)
    list_filter = (ByPerson, ByTable, ("timestamp", ByTime))
    list_select_related = ("actor__agent", "content_type")
    search_fields = ("object_repr", "actor_email")
    search_help_text = _("A part of a name or of an e-mail. For example: breakfast")
    fields = readonly_fields = ("when", "who", "email", "address", "deed", "what", "changes_shown")

    @admin.display(description=_("when"))
    def when(self, entry: LogEntry) -> Any:
        return entry.timestamp

    @admin.display(description=_("from"), empty_value="–")
    def address(self, entry: LogEntry) -> str | None:
        return str(entry.remote_addr) if entry.remote_addr else None

    @admin.display(description=_("e-mail"), empty_value="–")
    def email(self, entry: LogEntry) -> str | None:
        return str(entry.actor_email) if entry.actor_email else None

    @admin.display(description=_("who"))
    def who(self, entry: LogEntry) -> str:
        """The name as it is today, or the e-mail that somebody had then."""
        agent = getattr(entry.actor, "agent", None)
        return agent.name if agent else entry.actor_email or gettext("By itself")

    @admin.display(description=_("action"))
    def deed(self, entry: LogEntry) -> str:
        said = (entry.additional_data or {}).get("said")
        words = {
            LogEntry.Action.CREATE: pgettext("audit log", "Added"),
            LogEntry.Action.UPDATE: pgettext("audit log", "Changed"),
            LogEntry.Action.DELETE: pgettext("audit log", "Deleted"),
        }
        return str(said or words.get(entry.action, ""))

    @admin.display(description=_("what"))
    def what(self, entry: LogEntry) -> str:
        label = f"{entry.content_type.app_label}.{entry.content_type.model}"
        model = entry.content_type.model_class() and _model(audit.PARTS.get(label, label))
        kind = capfirst(model._meta.verbose_name) if model else label
        return f"{kind}: {Truncator(entry.object_repr).chars(60)}"

    @admin.display(description=_("fields"))
    def summary(self, entry: LogEntry) -> str:
        return ", ".join(name for name, _old, _new in _changes(entry)) or "–"

    @admin.display(description=_("changes"))
    def changes_shown(self, entry: LogEntry) -> SafeString | str:
        rows = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>', _changes(entry))
        if not rows:
            return "–"
        head = (gettext("field"), gettext("before"), gettext("after"))
        return format_html(
            '<table class="audit-changes"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
            '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
            *head,
            rows,
        )

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        named = {"page_name": self.page_name, "title": self.page_name}
        return super().change_view(request, object_id, form_url, named)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        entries: QuerySet[LogEntry] = super().get_queryset(request)
        if request.user.is_superuser:
            return entries
        return entries.exclude(content_type__app_label__in=audit.FOR_ADMINISTRATORS)


def _changes(entry: LogEntry) -> list[tuple[str, str, str]]:
    """The name of each field that changed, and its value before and after."""
    model = entry.content_type.model_class()
    changes = sorted((entry.changes or {}).items())
    return [
        (_field_name(model, name), _value(model, name, before), _value(model, name, after))
        for name, (before, after) in changes
    ]


def _field_name(model: Any, name: str) -> str:
    field = _field(model, name)
    return capfirst(str(field.verbose_name)) if field else name


def _value(model: Any, name: str, value: Any) -> str:
    field = _field(model, name)
    shown = dict(field.flatchoices).get(value, value) if field and field.choices else value
    return "–" if shown in NOTHING or shown is None else Truncator(str(shown)).chars(SHOWN_MOST)


def _field(model: Any, name: str) -> "Field[Any, Any] | None":
    """The field, if the model still has it."""
    try:
        field: Field[Any, Any] = model._meta.get_field(name)
    except (FieldDoesNotExist, AttributeError):
        return None
    return field


def _labels(request: HttpRequest) -> list[str]:
    """The tables that who asks sees changes of."""
    labels = [label for label in (*audit.SOME, *audit.MODELS) if label not in audit.PARTS]
    if request.user.is_superuser:
        return labels
    return [label for label in labels if not label.startswith(audit.FOR_ADMINISTRATORS)]


def _model(label: str) -> Any:
    return apps.get_model(label)
