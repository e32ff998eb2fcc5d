"""What a visitor's browser catches up with."""

from uuid import uuid4

import pytest

from channels_app import outbound
from channels_app.models import WebChatSite
from channels_app.webchat import record
from channels_app.webchat.visitors import Visitor
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent
from history.models import Conversation
from tests.meanwhile import right_after_the_look


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_leaves_while_its_reader_comes_back_is_told(
    site: WebChatSite, waiting: Conversation, lin: Agent
) -> None:
    claim(waiting, agent=lin)
    daniel = Visitor(site=site, external_id="daniel", language="en")
    cursor = record.news(daniel, None)["cursor"]
    reply(waiting, agent=lin, text="Have a good journey.", client_id=uuid4())
    with right_after_the_look(lambda: outbound.deliver(waiting.pk)):
        told = record.news(daniel, cursor)
    assert [message["text"] for message in told["messages"]] == ["Have a good journey."]
