from django.conf import settings
from django.db import models
from django.db.models import Q

from history.models.conversation import Conversation
from history.models.customer import Customer
from history.models.tracked import Tracked


class Message(Tracked):
    """One thing said, or a line of the record such as "claimed", at one place in its customer's history.

    `position` orders a customer's whole history, in nanoseconds, on every screen alike. `external_id` is the
    platform's own id of a message that came in; `provider_order` sorts as the platform ordered what it sent us.
    `client_id` is the UUID that the composer gave a reply, so that sending it again finds it instead of repeating it.
    `sender_name` is kept as it was then. A customer never sees a line whose author is the system. `payload` holds
    what the kind needs besides text, see `history.services.Received`; its file is in `attachment`. `answers` is the
    message that this one answered by itself, without an agent.
    """

    class Author(models.TextChoices):
        CUSTOMER = "customer"
        AGENT = "agent"
        SYSTEM = "system"

    class Kind(models.TextChoices):
        TEXT = "text"
        IMAGE = "image"
        VOICE = "voice"
        VIDEO = "video"
        FILE = "file"
        LOCATION = "location"
        LINK = "link"
        APP_PAGE = "app_page"  # of an app inside the platform: only a phone can open it
        CARD = "card"
        OTHER = "other"  # a kind that we can't show; `payload` keeps what came
        EVENT = "event"  # something that the customer did and that is no message
        CLAIMED = "claimed"
        JOINED = "joined"
        LEFT = "left"
        RELEASED = "released"
        MOVED = "moved"
        ENDING = "ending"  # the reply window closes soon
        CLOSED = "closed"
        REOPENED = "reopened"

    class State(models.TextChoices):
        RECEIVED = "received"
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNCONFIRMED = "unconfirmed"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="messages")
    position = models.BigIntegerField()
    author = models.CharField(max_length=8, choices=Author.choices)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sender_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.TEXT)
    text = models.TextField(blank=True)
    payload = models.JSONField(default=dict, blank=True)
    external_id = models.CharField(max_length=191, null=True)
    provider_order = models.CharField(max_length=40, null=True)
    client_id = models.UUIDField(null=True)
    answers = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="automatic_answer")
    created_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    state_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=32, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "position"], name="one_message_per_position"),
            models.UniqueConstraint(fields=["customer", "external_id"], name="one_message_per_external_id"),
            models.UniqueConstraint(fields=["client_id"], name="one_message_per_client_id"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["pending", "sending"]), name="messages_to_deliver"
            ),
            models.Index(
                fields=["conversation", "position"],
                condition=Q(state__in=["pending", "sending"]),
                name="messages_to_deliver_in_order",
            ),
            models.Index(
                fields=["customer", "provider_order"],
                condition=Q(provider_order__isnull=False),
                name="messages_by_provider_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.kind} {self.pk}"
