from django.db import models

from console.models.agent import Agent
from history.models import Conversation
from history.models.tracked import Tracked

# Characters. A browser lets 64 kB leave with a page that closes, and one of these may be 9 bytes then.
TEXT_MOST = 5_000


class Draft(Tracked):
    """What an agent has begun to write in a chat and not sent: for that agent's own screens only, on every device.

    Its text is empty once it was sent or given up, so that a device that missed this hears of it later. It goes with the
    chat's closing.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="one_draft_of_an_agent_in_a_chat")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.conversation_id}"
