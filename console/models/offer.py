from django.db import models
from django.db.models import Q

from console.models.agent import Agent
from history.models import Conversation


class Offer(models.Model):
    """A returning customer waits for the agent who had them, and until `due_at` for nobody else."""

    class State(models.TextChoices):
        PENDING = "pending"
        TAKEN = "taken"
        PASSED = "passed"  # the agent said no
        LAPSED = "lapsed"
        WITHDRAWN = "withdrawn"  # the conversation went another way

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="offers")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="pending"), name="a_chat_is_offered_to_one_agent"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="pending"), name="offers_by_deadline")]

    def __str__(self) -> str:
        return f"{self.conversation_id} offered to {self.agent_id} ({self.state})"
