"""Chats in each of their states."""

from uuid import uuid4

import pytest

from channels_app.models import WebChatSite
from console.actions.claim import claim
from console.actions.close import close
from console.actions.reply import reply
from console.models import Agent
from history import attachments
from history.attachments import Stored
from history.models import Attachment, Conversation, Message
from tests.conftest import writes


@pytest.fixture
def mine(waiting: Conversation, lin: Agent) -> Conversation:
    """Lin has Daniel's chat."""
    claim(waiting, agent=lin)
    waiting.refresh_from_db()
    return waiting


@pytest.fixture
def closed(site: WebChatSite, lin: Agent) -> Conversation:
    """Lin had Maria's chat and closed it."""
    chat = writes(site, "maria", "Do you have a cot?", name="Maria Keller").conversation
    claim(chat, agent=lin)
    close(chat, agent=lin)
    chat.refresh_from_db()
    return chat


@pytest.fixture
def failed(mine: Conversation, lin: Agent) -> Message:
    """A reply of Lin's to Daniel that did not leave."""
    message = reply(mine, agent=lin, text="Until noon.", client_id=uuid4())
    Message.objects.filter(pk=message.pk).update(state="failed", error="No.")
    return message


@pytest.fixture
def picture(mine: Conversation) -> Attachment:
    """A picture that Daniel sent to Lin: ten bytes that nobody looks into."""
    message = mine.messages.filter(author="customer").latest("position")
    Message.objects.filter(pk=message.pk).update(kind="image")
    name = attachments.keep(b"0123456789", extension="jpg")
    return attachments.attach(message, Stored(shown=name, shown_type="image/jpeg", size=10, width=4, height=3))
