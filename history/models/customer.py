from django.db import models
from django.db.models import Q

from history.models.channel import Channel
from history.models.tracked import Tracked


class Customer(Tracked):
    """Somebody who writes to us on one channel.

    `channel_name` is what the platform calls them and is never edited; `name` starts as that and is ours to change.
    Neither is unique: only (channel, external_id) says who it is.

    The reply window (see `history.windows`): opened at `window_from`, it ends at `window_until` and has `window_left`
    replies left; the brief one likewise. At `window_shut_at` the platform said that it was over already. `place` is
    where they are, {"latitude", "longitude", "precision" in metres}, as of `placed_at`; if only their address in the
    network tells, it has "names" ({language: name}) and may lack the rest. `left_at` is when they stopped following us.

    `profile_stale_at` is since when the platform may know another name or other tags of them than we do; null when
    both were found to know the same.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="customers")
    external_id = models.CharField(max_length=191)
    name = models.CharField(max_length=120)
    channel_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=16, blank=True)
    window_from = models.DateTimeField(null=True)
    window_until = models.DateTimeField(null=True)
    window_shut_at = models.DateTimeField(null=True)
    window_left = models.PositiveSmallIntegerField(default=0)
    brief_until = models.DateTimeField(null=True)
    brief_left = models.PositiveSmallIntegerField(default=0)
    place = models.JSONField(null=True)
    placed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    profile_stale_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="one_customer_per_external_id")]
        indexes = [
            models.Index(
                fields=["channel", "profile_stale_at"],
                condition=Q(profile_stale_at__isnull=False, left_at__isnull=True),
                name="profiles_to_compare",
            ),
            models.Index(fields=["left_at"], condition=Q(left_at__isnull=False), name="customers_who_left"),
            models.Index(
                fields=["window_until"], condition=Q(window_until__isnull=False), name="customers_by_window_end"
            ),
        ]

    def __str__(self) -> str:
        return self.name
