import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_app.models.webhook_endpoint import WebhookEndpoint
from history.models import Message


class WebhookDelivery(models.Model):
    """A reply on its way to a site's own server. `webhook_id` is the same in each try: the site drops what it has.

    While it is `due`, `due_at` is when it is tried (next); while a worker has it, when another may take it over.
    `status` is HTTP's, of the last try. `error` is a sentence in English: translate it where it is shown.
    """

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("web chat site")
    )
    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="webhook_delivery", verbose_name=_("message")
    )
    webhook_id = models.UUIDField(_("webhook-id"), default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=4, choices=State.choices, default=State.DUE)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"), null=True)
    status = models.PositiveSmallIntegerField(_("last status"), null=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="webhooks_to_send"),
            models.Index(
                fields=["endpoint", "-settled_at"], condition=Q(settled_at__isnull=False), name="webhooks_settled_last"
            ),
            models.Index(fields=["state", "-id"], name="webhooks_by_state"),
        ]

    def __str__(self) -> str:
        return str(self.webhook_id)
