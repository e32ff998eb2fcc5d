from django.db import models
from django.db.models import Q

from console.models.agent import Agent
from history.models import Conversation


class Participation(models.Model):
    """An agent in a conversation, from when until when, and how they came to it."""

    class How(models.TextChoices):
        CLAIMED = "claimed"
        OFFERED = "offered"  # they had the customer before, and were asked first
        AUTO = "auto"  # it opened by itself
        ASKED = "asked"  # a colleague asked them in
        MOVED = "moved"  # a supervisor gave it to them
        REOPENED = "reopened"  # they took up again what was over

    class LeftHow(models.TextChoices):
        LEFT = "left"
        CLOSED = "closed"
        RELEASED = "released"
        MOVED = "moved"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="participations")
    how = models.CharField(max_length=12, choices=How.choices)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True)
    left_how = models.CharField(max_length=8, choices=LeftHow.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "agent"], condition=Q(left_at__isnull=True), name="an_agent_is_in_a_chat_once"
            )
        ]
        indexes = [
            models.Index(fields=["agent", "conversation"], condition=Q(left_at__isnull=True), name="chats_of_an_agent"),
            models.Index(fields=["agent", "-left_at"], name="recent_chats_of_an_agent"),
            models.Index(fields=["agent", "-conversation"], name="all_chats_of_an_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.conversation_id}"
