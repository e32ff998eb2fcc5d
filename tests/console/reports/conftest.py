"""Chats of the past, whose times are what the reports are about."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from channels_app.models import WebChatSite
from console.models import Agent, DeskSettings, Participation
from history.models import Conversation, Customer, Message

Tell = Callable[..., Conversation]


@pytest.fixture
def desk(db: None) -> DeskSettings:
    """A desk in Berlin."""
    return DeskSettings.objects.create(pk=1, time_zone="Europe/Berlin")


@pytest.fixture
def tell(site: WebChatSite, lin: Agent) -> Tell:
    """A chat of one question and one answer: Lin claims it after `wait` and answers after `reply`, both since it began."""

    def tell(at: str, *, wait: int = 60, reply: int = 120, over: int = 600, **fields: Any) -> Conversation:
        began = datetime.fromisoformat(at)
        return _chat(site, lin, began, *(timedelta(seconds=each) for each in (wait, reply, over)), **fields)

    return tell


def _chat(
    site: WebChatSite, agent: Agent, began: datetime, wait: timedelta, reply: timedelta, over: timedelta, **fields: Any
) -> Conversation:
    customer = Customer.objects.create(channel=site, external_id=str(uuid4()), name="Maria Keller")
    ended = {"state": "closed", "closed_at": began + over, "closed_how": "agent", "last_message_at": began}
    chat = Conversation.objects.create(customer=customer, opened_at=began, **{**ended, **fields})
    stay = Participation.objects.create(
        conversation=chat, agent=agent, how="claimed", left_at=began + over, left_how="closed"
    )
    Participation.objects.filter(pk=stay.pk).update(joined_at=began + wait)
    for author, sender, after in (("customer", None, timedelta(0)), ("agent", agent.user, reply)):
        times = {"created_at": began + after, "state_at": began + after, "position": uuid4().int >> 65}
        Message.objects.create(conversation=chat, customer=customer, author=author, sender=sender, **times)
    return chat
