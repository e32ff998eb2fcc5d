from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from console.models import Agent, Letter
from console.people import letters, locks
from console.people.roles import Role

ROLES = {
    Role.ADMINISTRATOR: Q(user__is_superuser=True),
    Role.SUPERVISOR: Q(user__is_superuser=False, user__is_staff=True),
    Role.AGENT: Q(user__is_superuser=False, user__is_staff=False),
}


def people() -> QuerySet[Any]:
    """Everybody, with what `state` needs, in one query."""
    mails = Letter.objects.filter(user=OuterRef("pk"), kind=Letter.Kind.INVITATION).order_by("-pk")
    told = {name: Subquery(mails.values(name)[:1]) for name in ("sent_at", "due_at", "error")}
    return Agent.objects.select_related("user").annotate(
        locked=locks.locked(), **{f"invitation_{name}": value for name, value in told.items()}
    )


def has_joined(agent: Agent) -> bool:
    """Whether the person has set a password."""
    return agent.user.has_usable_password()


def state(agent: Any) -> str:
    """How it stands with a person out of `people`, in words."""
    if not agent.user.is_active:
        return _("Deactivated") if has_joined(agent) else _("Invitation withdrawn")
    if agent.locked:
        return _("Locked: too many wrong passwords")
    return _("Active") if has_joined(agent) else _invited(agent)


def _invited(agent: Any) -> str:
    if agent.invitation_error:
        return _("Invited, but the mail did not leave: %(reason)s") % {"reason": _(agent.invitation_error)}
    if agent.invitation_sent_at:
        return _("Invited")
    return _("Invited, the mail leaves in a moment") if letters.can_leave() else _("Invited, without a mail")
