from django.db import models

from channels_app.models.webchat_site import WebChatSite


class WebhookReceipt(models.Model):
    """A webhook that a site has sent us, for some days: the same id must not come with other words. `digest` is SHA-256."""

    site = models.ForeignKey(WebChatSite, on_delete=models.CASCADE, related_name="webhook_receipts")
    webhook_id = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "webhook_id"], name="a_webhook_is_taken_once")]

    def __str__(self) -> str:
        return self.webhook_id
