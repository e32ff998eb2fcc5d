"""Who may what, in Django's own terms: is_staff, is_superuser, and one group whose permissions `grata_site.roles` sets."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models import Agent

SUPERVISORS = "Supervisors"


class Role(models.TextChoices):
    AGENT = "agent", _("Agent: the console")
    SUPERVISOR = "supervisor", _("Supervisor: the console and this panel, without secrets")
    ADMINISTRATOR = "administrator", _("Administrator: everything")


def of(user: Any) -> Role:
    """The role of somebody who is known."""
    if user.is_superuser:
        return Role.ADMINISTRATOR
    return Role.SUPERVISOR if user.is_staff else Role.AGENT


def give(user: User, role: str) -> None:
    """Makes the user what the role says, and nothing besides."""
    user.is_staff, user.is_superuser = role != Role.AGENT, role == Role.ADMINISTRATOR
    user.save(update_fields=["is_staff", "is_superuser"])
    supervisors, _created = Group.objects.get_or_create(name=SUPERVISORS)
    user.groups.set([supervisors] if role == Role.SUPERVISOR else [])


def may_give(by: Any) -> list[Role]:
    """The roles that somebody may give to others."""
    may: dict[Role, list[Role]] = {Role.ADMINISTRATOR: list(Role), Role.SUPERVISOR: [Role.AGENT], Role.AGENT: []}
    return may[of(by)]


def may_manage(by: Any, agent: Agent) -> bool:
    """Whether somebody may change, deactivate or unlock that person. Nobody may do so to themselves: the last
    administrator would be able to shut everybody out."""
    return bool(by.is_active) and by.pk != agent.pk and of(agent.user) in may_give(by)
