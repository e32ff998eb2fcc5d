"""What the group Supervisors may do in the admin panel: all of it, and nothing of channels, secrets and accounts.

A new model that supervisors manage gets a line here. What has none is for administrators.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from console.people.roles import SUPERVISORS

ALL = ("view", "add", "change", "delete")
KEPT = ("view", "add", "change")  # what the record may name is not deleted

SUPERVISORS_MAY: dict[tuple[str, str], tuple[str, ...]] = {
    ("console", "agent"): KEPT,
    ("console", "erasure"): ("view", "add", "change"),
    ("console", "greeting"): ALL,
    ("console", "greetingtext"): ALL,
    ("console", "desksettings"): ("view", "change"),
    ("console", "holiday"): ALL,
    ("console", "identity"): ALL,
    ("console", "identitytext"): ALL,
    ("console", "keyword"): ALL,
    ("console", "keywordreply"): ALL,
    ("console", "keywordreplytext"): ALL,
    ("console", "openingtime"): ALL,
    ("history", "conversation"): ("view",),
    ("auditlog", "logentry"): ("view",),
    ("channels_app", "kfaccount"): ("view",),
    ("cards", "card"): KEPT,
    ("cards", "cardtext"): ALL,
    ("quickreplies", "quickreply"): KEPT,
    ("quickreplies", "quickreplytext"): ALL,
    ("quickreplies", "quickreplycategory"): ALL,
    ("quickreplies", "quickreplycategoryname"): ALL,
}


def set_up(using: str, **_kwargs: Any) -> None:
    """Gives the group exactly these permissions. Called after the migrations of the last app: they exist only then."""
    group, _created = Group.objects.using(using).get_or_create(name=SUPERVISORS)
    group.permissions.set(Permission.objects.using(using).filter(_wanted()))


def _wanted() -> Q:
    wanted = Q(pk__in=[])
    for (app, model), deeds in SUPERVISORS_MAY.items():
        codenames = [f"{deed}_{model}" for deed in deeds]
        wanted |= Q(content_type__app_label=app, content_type__model=model, codename__in=codenames)
    return wanted
