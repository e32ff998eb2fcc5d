"""People in the admin panel: added with an invitation, let in and shut out. Supervisors manage agents, administrators all."""

import re
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from console.actions.change_person import change_person
from console.actions.deactivate import deactivate
from console.actions.invite import invite
from console.actions.invite_again import invite_again
from console.actions.reactivate import reactivate
from console.actions.unlock import unlock
from console.actions.withdraw_invitation import withdraw_invitation
from console.admin_parts.buttons import Button, WithButtons
from console.forms import NewPasswordForm
from console.models import Agent, Letter
from console.people import letters, links, queries, roles
from console.people.roles import Role
from console.people.zones import zones
from console.refusals import Refused

_ = gettext_lazy
Deed = tuple[Callable[..., None], Any, Any]
DEEDS: dict[str, Deed] = {
    "invite": (invite_again, _("The invitation leaves again in a moment."), _("Invited again")),
    "withdraw": (
        withdraw_invitation,
        _("The invitation is withdrawn. Its link does not work any more."),
        _("Invitation withdrawn"),
    ),
    "deactivate": (
        deactivate,
        _("This person is signed out everywhere and can't sign in any more."),
        _("Deactivated"),
    ),
    "reactivate": (reactivate, _("This person can sign in again."), _("Let in again")),
    "unlock": (unlock, _("This person can try to sign in again."), _("Unlocked")),
}
NO_MAIL = _(
    "E-mail is not set up on this server (EMAIL_URL and GRATA_PUBLIC_URL), so no invitation leaves. Administrators can show a"
    " person's invitation link on their page, and hand it over themselves."
)

# One page is for people: passwords and permissions are set nowhere else.
admin.site.unregister(User)
admin.site.unregister(Group)


class PersonForm(forms.ModelForm):
    """A person: who they are, and what they may."""

    email = forms.EmailField(label=_("Email"), max_length=150)
    role = forms.ChoiceField(label=_("Role"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in zones()], initial="UTC")
    by: Any

    class Meta:
        model = Agent
        fields = ("name", "language", "time_zone", "identity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = [(role.value, role.label) for role in roles.may_give(self.by)]  # type: ignore[attr-defined]
        if self.instance.pk is not None:
            self.initial.update(email=self.instance.user.email, role=roles.of(self.instance.user))
            self._keep_unknown_zone()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Somebody has this e-mail already."))
        return email

    def _keep_unknown_zone(self) -> None:
        zone = self.instance.time_zone
        if "time_zone" in self.fields and zone not in zones():
            self.fields["time_zone"].choices = [(zone, zone), *self.fields["time_zone"].choices]  # type: ignore[attr-defined]


class ByRole(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.value, role.label) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agent]) -> QuerySet[Agent]:
        chosen = self.value()
        return queryset.filter(queries.ROLES[Role(chosen)]) if chosen and chosen in Role.values else queryset


@admin.register(Agent)
class PeopleAdmin(WithButtons):
    """Who signs in, as what, and how it stands with them."""

    form = PersonForm
    change_form_template = "admin/console/agent/change_form.html"
    search_help_text = _("A part of a name or of an e-mail. For example: lin@")
    list_display = ("name", "email", "role", "state", "language", "time_zone", "seen")
    list_filter = (ByRole, "user__is_active", "language")
    search_fields = ("name", "user__email")
    readonly_fields = ("state",)
    ordering = ("name", "pk")

    @admin.display(description=_("e-mail"), ordering="user__email")
    def email(self, agent: Agent) -> str:
        return agent.user.email

    @admin.display(description=_("role"))
    def role(self, agent: Agent) -> str:
        return re.split("[:：]", str(roles.of(agent.user).label))[0]  # what stands behind it is for who chooses

    @admin.display(description=_("state"))
    def state(self, agent: Agent) -> str:
        return queries.state(agent)

    @admin.display(description=_("last seen"), ordering="seen_at")
    def seen(self, agent: Agent) -> Any:
        return agent.seen_at

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        return queries.people().order_by(*self.ordering)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Roles are offered to who may give them."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("PersonForm", (form,), {"by": request.user})

    def get_fields(self, request: HttpRequest, obj: Agent | None = None) -> tuple[str, ...]:
        person = ("name", "email", "role", "language", "time_zone")
        return (*person, "identity", "state") if obj else person

    def get_readonly_fields(self, request: HttpRequest, obj: Agent | None = None) -> tuple[str, ...]:
        """Who reads a person's mail can set their password: another e-mail is for administrators."""
        if obj is None or not self.has_change_permission(request, obj):
            return ("state", "email", "role") if obj else ()
        return ("state",) if request.user.is_superuser else ("state", "email", "role")

    def has_change_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or roles.may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        """The record names them: people are deactivated."""
        return False

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        said, by = form.cleaned_data, cast(User, request.user)
        if change:
            obj.save(update_fields=["name", "language", "time_zone", "identity"])  # their heartbeat writes the same row
            if "email" in said:
                change_person(obj, by=by, email=said["email"], role=said["role"])
            return
        made = invite(by=by, **{name: said[name] for name in ("name", "email", "role", "language", "time_zone")})
        obj.user, obj._state.adding = made.user, False

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Says what could not be done; nothing of it was."""
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.path)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if not letters.can_leave():
            self.message_user(request, NO_MAIL, messages.WARNING)
        return super().changelist_view(request, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        person: Any = kwargs.get("obj")
        context["may_set_password"] = bool(person) and self._may_set_password(request, person)
        return super().render_change_form(request, context, *args, **kwargs)

    def buttons(self, request: HttpRequest, agent: Any) -> list[Button]:
        if not self.has_change_permission(request, agent):
            return []
        joined, active = queries.has_joined(agent), agent.user.is_active
        offered = {
            ("unlock", _("Unlock")): agent.locked,
            ("invite", _("Send the invitation again")): not joined,
            ("withdraw", _("Withdraw the invitation")): active and not joined,
            ("link", _("Show the invitation link")): active and not joined and self._may_show_link(request),
            ("deactivate", _("Deactivate")): active and joined,
            ("reactivate", _("Let in again")): joined and not active,
        }
        return [
            (reverse(f"admin:console_agent_{deed}", args=[agent.pk]), words)
            for (deed, words), is_offered in offered.items()
            if is_offered
        ]

    def get_urls(self) -> list[Any]:
        """With the addresses of the buttons."""
        name, guard = "console_agent", self.admin_site.admin_view
        return [
            path("<int:pk>/password/", guard(sensitive_post_parameters()(self.password)), name=f"{name}_password"),
            path("<int:pk>/link/", guard(require_POST(self.link)), name=f"{name}_link"),
            *(
                path(f"<int:pk>/{deed}/", guard(require_POST(self.do)), {"deed": deed}, name=f"{name}_{deed}")
                for deed in DEEDS
            ),
            *super().get_urls(),
        ]

    def do(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """One of the buttons on a person's page."""
        agent = self._person(request, pk)
        action, said, noted = DEEDS[deed]
        try:
            action(agent, by=request.user)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.log_change(request, agent, str(noted))
            self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:console_agent_change", pk)

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows an invitation's link once, to an administrator of a server without mail."""
        agent = self._person(request, pk, administrators_only=True)
        if letters.can_leave() or queries.has_joined(agent) or not agent.user.is_active:
            raise PermissionDenied
        self.log_change(request, agent, gettext("Showed the invitation link"))
        made = links.make(agent.user, Letter.Kind.INVITATION)
        shown = made if made.startswith("http") else request.build_absolute_uri(made)
        return self._page(request, agent, "link.html", {"link": shown, "hours": links.INVITATION_HOURS})

    def password(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sets somebody's password, for administrators. It ends that person's session."""
        agent = self._person(request, pk, administrators_only=True)
        if not agent.user.is_active:
            raise PermissionDenied
        form = NewPasswordForm(agent.user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            form.save()
            self.message_user(
                request, _("The password is set. This person is signed out everywhere."), messages.SUCCESS
            )
            return redirect("admin:console_agent_change", pk)
        return self._page(request, agent, "password.html", {"form": form})

    def _person(self, request: HttpRequest, pk: int, *, administrators_only: bool = False) -> Agent:
        agent = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, agent) or (administrators_only and not request.user.is_superuser):
            raise PermissionDenied
        return agent

    def _page(self, request: HttpRequest, agent: Agent, name: str, context: dict[str, Any]) -> HttpResponse:
        around = self.admin_site.each_context(request) | {"opts": self.opts, "original": agent, "title": agent.name}
        return TemplateResponse(request, f"admin/console/agent/{name}", around | context)

    def _may_set_password(self, request: HttpRequest, agent: Agent) -> bool:
        may_manage = self.has_change_permission(request, agent)
        return may_manage and bool(request.user.is_superuser) and agent.user.is_active

    def _may_show_link(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) and not letters.can_leave()
