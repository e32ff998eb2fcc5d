"""Erasing in the admin panel: what would go, the yes to it, and how far it is; and how long the record is kept."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from console import erasures
from console.actions.ask_erasure import ask_erasure
from console.actions.call_off_erasure import call_off_erasure, may_be_called_off
from console.actions.set_retention import set_retention
from console.admin_parts.buttons import Button, WithButtons
from console.admin_parts.one_row import OneRow
from console.models import Erasure, Retention
from console.refusals import Refused
from history.models import Customer

REFRESH_SECONDS = 3


class WhyForm(forms.Form):
    """Why somebody is erased."""

    why = forms.ChoiceField(
        label=_("Reason"), choices=[(why.value, why.label) for why in Erasure.BY_PEOPLE], widget=forms.RadioSelect
    )


@admin.register(Erasure)
class ErasureAdmin(WithButtons):
    """Each erasure, and of a customer the page that asks whether it is meant."""

    list_display = ("created_at", "why", "asked_by_name", "state", "conversations", "messages", "files")
    list_filter = ("why",)
    ordering = ("-pk",)
    show_full_result_count = False
    readonly_fields = fields = (
        "why",
        "state",
        "created_at",
        "due_at",
        "customers",
        "conversations",
        "messages",
        "files",
    )
    seldom = ("asked_by_name", "begun_at", "done_at", "called_off_at", "before", "files_before")

    def get_fields(self, request: HttpRequest, obj: Erasure | None = None) -> tuple[str, ...]:
        """What does not concern this one is left out."""
        return (*self.fields[:4], *(name for name in self.seldom if getattr(obj, name, None)), *self.fields[4:])

    def get_readonly_fields(self, request: HttpRequest, obj: Erasure | None = None) -> tuple[str, ...]:
        return (*self.fields, *self.seldom)

    @admin.display(description=_("state"))
    def state(self, erasure: Erasure) -> str:
        if erasure.called_off_at:
            return gettext("Called off")
        if erasure.done_at:
            return gettext("Done")
        return (
            gettext("Under way: %(percent)d%%") % {"percent": _percent(erasure)}
            if erasure.begun_at
            else gettext("Waits")
        )

    def get_urls(self) -> list[Any]:
        """With the address of the button that calls it off."""
        off = self.admin_site.admin_view(require_POST(self.call_off))
        return [path("<int:pk>/off/", off, name="console_erasure_off"), *super().get_urls()]

    def buttons(self, request: HttpRequest, erasure: Any) -> list[Button]:
        off = reverse("admin:console_erasure_off", args=[erasure.pk])
        return [(off, _("Call it off"))] if may_be_called_off(erasure) else []

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What would go of the customer whom `?customer=` names; posted with a reason, it goes."""
        if not self._may_ask(request):
            raise PermissionDenied
        customer = _customer(request)
        form = WhyForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._begin(request, customer, form.cleaned_data["why"])
        title = gettext("Erase a customer")
        shown = {"form": form, "customer": customer, "preview": erasures.of_customer(customer)}
        return _page(self, request, "erasure/add.html", {"title": title, "here": title, **shown})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Until it is over, the page asks again by itself how far it is."""
        answer = super().change_view(request, object_id, *args, **kwargs)
        if request.method == "GET" and Erasure.due().filter(pk=object_id if object_id.isdigit() else 0).exists():
            answer["Refresh"] = f"{REFRESH_SECONDS}"
        return answer

    def call_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button: nothing of what has not gone goes."""
        erasure = Erasure.objects.filter(pk=pk).first()
        if erasure is None:
            raise Http404
        if not self._may_ask(request):
            raise PermissionDenied
        try:
            call_off_erasure(erasure, by=cast(User, request.user))
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.log_change(request, erasure, gettext("Called off"))
            self.message_user(request, gettext("It is called off."), messages.SUCCESS)
        return redirect("admin:console_erasure_change", pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No button: one begins with a customer, on their chat's page or in the console."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _may_ask(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request)

    def _begin(self, request: HttpRequest, customer: Customer, why: str) -> HttpResponse:
        try:
            erasure = ask_erasure(customer, by=cast(User, request.user), why=why)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:console_erasure_changelist")
        self.log_addition(request, erasure, why)
        return redirect("admin:console_erasure_change", erasure.pk)


@admin.register(Retention)
class RetentionAdmin(OneRow):
    """What would go at once is shown before it is saved."""

    fields = ("chats_days", "files_days", "left_days")

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Whoever would erase something sees what, and says yes to it, before anything is saved."""
        if request.method != "POST" or "confirmed" in request.POST or not self.has_change_permission(request):
            return super().changeform_view(request, object_id, *args, **kwargs)
        form = self.get_form(request, Retention.load(), change=True)(request.POST, instance=Retention.load())
        if not form.is_valid():
            return super().changeform_view(request, object_id, *args, **kwargs)
        asked = form.instance
        if not erasures.has_old(chats=asked.chats_before, files=asked.files_before):
            return super().changeform_view(request, object_id, *args, **kwargs)
        preview = erasures.of_old(chats=asked.chats_before, files=asked.files_before)
        return _page(
            self, request, "retention/confirm.html", {"title": _("Retention"), "form": form, "preview": preview}
        )

    def save_model(self, request: HttpRequest, obj: Retention, form: Any, change: bool) -> None:
        set_retention(obj)


def _page(panel: admin.ModelAdmin, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    around = panel.admin_site.each_context(request) | {"opts": panel.opts}
    return TemplateResponse(request, f"admin/console/{name}", around | context)


def _customer(request: HttpRequest) -> Customer:
    key = request.GET.get("customer", "")
    is_key = key.isascii() and key.isdigit() and len(key) <= 18
    found = Customer.objects.select_related("channel").filter(pk=int(key)).first() if is_key else None
    if found is None:
        raise Http404(gettext("There is no such customer."))
    return found


def _percent(erasure: Erasure) -> int:
    """Of a customer messages are counted, of what is old chats."""
    done = erasure.conversations if erasure.why == Erasure.Why.AGE else erasure.messages
    return min(99, int(100 * done / erasure.planned)) if erasure.planned else 0
