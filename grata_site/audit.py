"""The audit log: who changed what in the admin panel's tables, when and from which address. django-auditlog keeps it.

It hears of rows that are saved or deleted. What is done otherwise (by one statement over many rows) is noted where it is
done, with `ModelAdmin.log_change` and a sentence; that comes here too. Moves, releases and closures of chats are lines of the
chats themselves. No model with customers' words in it is here.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as Deed
from django.db.models import Field, Model
from django.db.models.signals import post_save, pre_save
from django.http import HttpRequest, HttpResponse

from console.addresses import client_address

HIDDEN = "•••"
# Whose fields are all kept that somebody can edit; the named ones are secrets: that they changed is noted, not what they are.
MODELS: dict[str, tuple[str, ...]] = {
    "console.identity": (),
    "console.identitytext": (),
    "console.greeting": (),
    "console.greetingtext": (),
    "console.keywordreply": (),
    "console.keyword": (),
    "console.keywordreplytext": (),
    "console.desksettings": (),
    "console.openingtime": (),
    "console.holiday": (),
    "console.retention": (),
    "history.tag": (),
    "quickreplies.quickreply": (),
    "quickreplies.quickreplytext": (),
    "quickreplies.quickreplycategory": (),
    "quickreplies.quickreplycategoryname": (),
    "cards.card": (),
    "cards.cardtext": (),
    "cards.cardsettings": (),
    "channels_app.wechataccount": ("app_secret", "token", "aes_key", "previous_aes_key"),
    "channels_app.webchatsite": ("webhook_secret",),
    "channels_app.webhookendpoint": (),
}
# Of these only some fields are people's to change; the rest is written all day.
SOME: dict[str, tuple[str, ...]] = {
    "console.agent": ("name", "language", "time_zone", "identity"),
    "auth.user": ("email", "is_active", "is_staff", "is_superuser"),
}
FOR_ADMINISTRATORS = ("channels_app",)
# Rows that people know as parts of something else.
PARTS = {
    "auth.user": "console.agent",
    "console.identitytext": "console.identity",
    "console.greetingtext": "console.greeting",
    "console.keyword": "console.keywordreply",
    "console.keywordreplytext": "console.keywordreply",
    "quickreplies.quickreplytext": "quickreplies.quickreply",
    "quickreplies.quickreplycategoryname": "quickreplies.quickreplycategory",
    "cards.cardtext": "cards.card",
    "channels_app.webhookendpoint": "channels_app.webchatsite",
}
_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


class AuditMiddleware:
    """Lets the log know whose request it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def hide(_value: str) -> str:
    """What stands for a secret."""
    return HIDDEN


def set_up() -> None:
    """Called once, when all models are there."""
    for label, secrets in MODELS.items():
        model = apps.get_model(label)
        auditlog.register(
            model, include_fields=editable(model), mask_fields=list(secrets), mask_callable=f"{__name__}.hide"
        )
    for label, fields in SOME.items():
        auditlog.register(
            apps.get_model(label),
            include_fields=list(fields),
            mask_fields=["password"],
            mask_callable=f"{__name__}.hide",
        )
    pre_save.connect(_sign, sender=LogEntry, dispatch_uid="grata_site.audit")
    post_save.connect(_take_over, sender=Deed, dispatch_uid="grata_site.audit")


def editable(model: type[Model]) -> list[str]:
    """The fields of the model that a form can change; what a part is a part of is none of them."""
    whole = PARTS.get(model._meta.label_lower)
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not (whole and _leads_to(field, whole))
    ]


def _leads_to(field: "Field[Any, Any]", label: str) -> bool:
    related = field.related_model
    return related is not None and not isinstance(related, str) and related._meta.label_lower == label


def _sign(sender: Any, instance: LogEntry, **_kwargs: Any) -> None:
    """Who, and from where. Nobody is named for what happens by itself, or before somebody has signed in."""
    request = _request.get()
    if request is None:
        return
    meta = request.META
    instance.remote_addr = client_address(
        peer=meta.get("REMOTE_ADDR", ""), forwarded=meta.get("HTTP_X_FORWARDED_FOR", "")
    )
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and instance.actor_id is None:
        instance.actor, instance.actor_email = user, user.email


def _take_over(sender: Any, instance: Deed, created: bool, **_kwargs: Any) -> None:
    """A deed that the panel noted in a sentence of ours. What it notes of forms by itself, in JSON, is heard of twice."""
    said = instance.change_message
    if not created or instance.action_flag != CHANGE or not said or said.startswith("["):
        return
    LogEntry.objects.create(
        content_type=instance.content_type,
        object_pk=instance.object_id,
        object_id=int(instance.object_id or 0) or None,
        object_repr=instance.object_repr,
        action=LogEntry.Action.UPDATE,
        additional_data={"said": said},
        actor_id=instance.user_id,
        actor_email=instance.user.email,
    )
