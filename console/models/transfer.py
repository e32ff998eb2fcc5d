from typing import Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from console.models.agent import Agent
from history.models import Conversation
from history.models.tracked import Tracked


class Transfer(Tracked):
    """An agent in a conversation asks another one in. Without an answer it lapses at `due_at`."""

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        CANCELLED = "cancelled"
        LAPSED = "lapsed"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="transfers")
    asker = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="transfers_asked")
    asked = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="transfers_received")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "asked"], condition=Q(state="pending"), name="an_agent_is_asked_once"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="pending"), name="transfers_by_deadline")]

    @classmethod
    def due(cls) -> QuerySet[Self]:
        """Requests that nobody answered in time."""
        return cls.objects.filter(state=cls.State.PENDING, due_at__lte=timezone.now())

    def __str__(self) -> str:
        return f"{self.asked_id} asked into {self.conversation_id} ({self.state})"
