from django.db import models

from history.models.channel import Channel
from history.models.tracked import Tracked


class Customer(Tracked):
    """Somebody who writes to us on one channel.

    `channel_name` is what the platform calls them and is never edited; `name` starts as that and is ours to change.
    Neither is unique: only (channel, external_id) says who it is.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="customers")
    external_id = models.CharField(max_length=191)
    name = models.CharField(max_length=120)
    channel_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="one_customer_per_external_id")]

    def __str__(self) -> str:
        return self.name
