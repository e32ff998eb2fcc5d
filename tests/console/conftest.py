"""Chats in each of their states."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from channels_app.models import WebChatSite
from console import offers
from console.actions.add_comment import add_comment
from console.actions.ask_in import ask_in
from console.actions.claim import claim
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.actions.receive import Inbound, receive
from console.actions.reply import reply
from console.models import Agent, Transfer
from history import attachments
from history.attachments import Stored
from history.models import Attachment, Comment, Conversation, Message
from history.services import Received
from tests.conftest import person, writes


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
def offered(closed: Conversation, lin: Agent) -> Conversation:
    """Maria is back, and Lin, who had her before, is asked first."""
    heartbeat(lin)
    chat = writes(closed.customer.channel, "maria", "And a high chair?").conversation
    assert offers.pending(chat)
    return chat


@pytest.fixture
def asking(mine: Conversation, lin: Agent) -> Transfer:
    """Lin asks Sofia into Daniel's chat."""
    sofia = person("sofia@demo.test", "Sofia Reyes")
    heartbeat(sofia)
    return ask_in(mine, asker=lin, asked=sofia)


@pytest.fixture
def failed(mine: Conversation, lin: Agent) -> Message:
    """A reply of Lin's to Daniel that did not leave."""
    message = reply(mine, agent=lin, text="Until noon.", client_id=uuid4())
    Message.objects.filter(pk=message.pk).update(state="failed", error="No.")
    return message


@pytest.fixture
def file(mine: Conversation, settings: Any, tmp_path: Path) -> Attachment:
    """A recording that Daniel sent to Lin: ten bytes to be played, and the original."""
    settings.MEDIA_ROOT = tmp_path
    return recording(mine)


@pytest.fixture
def unfetched(file: Attachment) -> Attachment:
    """A file of Daniel's that could not be fetched."""
    Attachment.objects.filter(pk=file.pk).update(state="failed", shown="", original="", error="No.")
    return file


def recording(chat: Conversation, **known: Any) -> Attachment:
    """What `file` is, in any chat."""
    message = sent(chat, "voice")
    kept = {
        "shown": attachments.keep(b"0123456789", extension="mp3"),
        "shown_type": "audio/mpeg",
        "original": attachments.keep(b"<script>alert(1)</script>", extension="html"),
        "original_type": "text/html",
        "name": "voice.amr",
    }
    return attachments.attach(message, Stored(**kept | known))


def sent(chat: Conversation, kind: str, *, text: str = "", payload: Any = None) -> Message:
    """A message of that kind from the chat's customer."""
    received = Received(external_id=str(uuid4()), kind=kind, text=text, payload={} if payload is None else payload)
    customer = chat.customer
    inbound = Inbound(channel=customer.channel, customer_id=customer.external_id, name=customer.name, received=received)
    return Message.objects.get(pk=receive(inbound).message.pk)


@pytest.fixture
def remark(mine: Conversation, lin: Agent) -> Comment:
    """What Lin noted of Daniel."""
    add_comment(mine, agent=lin, text="Prefers a high floor.", client_id=uuid4())
    return Comment.objects.get()
