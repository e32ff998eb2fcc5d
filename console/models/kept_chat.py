from django.db import models

from history.models import Conversation


class KeptChat(models.Model):
    """A chat whose figures are among the kept ones already. It is being erased, batch by batch, and this goes with it."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, db_constraint=False, primary_key=True, related_name="kept"
    )

    def __str__(self) -> str:
        return f"chat {self.conversation_id}"
