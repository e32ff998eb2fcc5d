"""Lin answers, and workers deliver."""

from uuid import uuid4

from django.utils import timezone

from channels_app import outbound
from channels_app.models import WebhookDelivery, WebhookEndpoint
from channels_app.webchat.hooks import deliveries
from console.actions.reply import reply
from console.models import Agent
from history.models import Conversation, Message


def say(chat: Conversation, agent: Agent, *texts: str) -> None:
    """Lin answers, and a worker delivers."""
    for text in texts:
        reply(chat, agent=agent, text=text, client_id=uuid4())
    outbound.deliver(chat.pk)


def later() -> None:
    """All the waiting is over: workers do what is due."""
    WebhookDelivery.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    Message.objects.filter(state="pending").update(due_at=timezone.now())
    WebhookEndpoint.objects.filter(rest_until__isnull=False).update(rest_until=timezone.now())
    for chat_id in outbound.due_conversations():
        outbound.deliver(chat_id)
    for pk in deliveries.due():
        deliveries.attempt(pk)


def states() -> list[str]:
    return list(Message.objects.filter(author="agent").order_by("position").values_list("state", flat=True))


def row() -> WebhookDelivery:
    return WebhookDelivery.objects.get()
