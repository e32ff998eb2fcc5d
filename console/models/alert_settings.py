from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.agent import Agent
from history.models.tracked import Tracked

VOLUME_MOST = 100  # per cent
AT_FIRST = {"on": True, "volume": 70}


class AlertSettings(Tracked):
    """How an agent is told of what happens, the same on every device. An agent without a row has it as it is at first.

    `sounds` maps a kind to {"on": bool, "volume": 0 to VOLUME_MOST}; a kind that is not in it sounds as AT_FIRST.
    """

    class Kind(models.TextChoices):
        WAITING = "waiting", _("A customer waits")
        MESSAGE = "message", _("New message in my chats")
        REQUEST = "request", _("Request to join a chat")
        OFFER = "offer", _("My customer comes back, or a chat opens by itself")

    agent = models.OneToOneField(Agent, primary_key=True, on_delete=models.CASCADE, related_name="alert_settings")
    sounds = models.JSONField(default=dict)
    shows_words = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.agent_id)

    def of_each_kind(self) -> dict[str, dict[str, Any]]:
        """The sounds of all kinds, in the order in which they are shown."""
        return {kind: AT_FIRST | self.sounds.get(kind, {}) for kind in self.Kind.values}

    @classmethod
    def locked(cls, agent: Agent) -> "AlertSettings":
        """The agent's row, made if need be, and theirs alone until the transaction ends."""
        cls.objects.get_or_create(agent=agent)
        return cls.objects.select_for_update().get(agent=agent)
