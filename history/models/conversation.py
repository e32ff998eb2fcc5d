from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from history.models.customer import Customer
from history.models.tracked import Tracked


class Conversation(Tracked):
    """From a customer's first message until somebody closes it. A customer has at most one that is not closed.

    `waiting_since` is when the customer began to wait for an agent; null unless waiting. `unanswered` counts the
    customer's messages since our last reply, `unanswered_since` is when the first of them came. `in_hours`: it began in
    business hours, or there are none. `warned_until` is the end of the reply window that agents were warned of.
    A trigger (migration 0019) notes in `state_xid` the transaction that changed the state last; 0: none has yet.
    `first_words` and `last_words` are the starts of the first and the latest message, for lists.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACTIVE = "active", _("With an agent")
        CLOSED = "closed", _("Closed")

    class ClosedHow(models.TextChoices):
        AGENT = "agent", _("by an agent")
        CUSTOMER = "customer", _("by the customer")
        WINDOW = "window", _("the reply window ended")
        MISSED = "missed", _("missed: the reply window ended before anybody answered")
        ERASED = "erased", _("the customer is being erased")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="conversations")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    opened_at = models.DateTimeField(_("opened"))
    waiting_since = models.DateTimeField(_("waiting since"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_how = models.CharField(_("closed how"), max_length=8, choices=ClosedHow.choices, blank=True)
    in_hours = models.BooleanField(default=True)
    warned_until = models.DateTimeField(null=True)
    first_words = models.CharField(max_length=120, blank=True)
    last_words = models.CharField(max_length=120, blank=True)
    last_author = models.CharField(max_length=8, blank=True)
    last_message_at = models.DateTimeField()
    unanswered = models.PositiveIntegerField(default=0)
    unanswered_since = models.DateTimeField(null=True)
    state_xid = models.BigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=~Q(state="closed"), name="one_open_conversation_per_customer"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False)
                | (~Q(state="waiting") & Q(waiting_since__isnull=True)),
                name="waiting_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["waiting_since", "id"], condition=Q(state="waiting"), name="waiting_longest_first"),
            models.Index(
                fields=["-in_hours", "waiting_since", "id"], condition=Q(state="waiting"), name="waiting_in_hours_first"
            ),
            models.Index(fields=["id"], condition=~Q(state="closed"), name="open_conversations"),
            models.Index(fields=["unanswered_since"], condition=Q(state="active"), name="active_and_unanswered"),
            models.Index(fields=["customer", "-id"], name="conversations_of_customer"),
            models.Index(fields=["opened_at"], name="conversations_by_beginning"),
            models.Index(fields=["closed_at", "id"], condition=Q(state="closed"), name="closed_conversations_by_time"),
            models.Index(fields=["closed_how", "-id"], name="conversations_by_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"
