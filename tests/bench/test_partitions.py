"""The way to partitions of the message table that docs/scaling.md describes works, and what it gives up is what is said there."""

import pytest
from django.db import connection
from django.db.models import Max

from channels_app.models import WebChatSite
from console import past
from console.models import Agent
from console.past import Wanted
from history import queries
from history.models import Conversation, Message
from tests.bench import partitions
from tests.bench.partitions import refusal
from tests.conftest import writes
from tests.searching import index_all


@pytest.fixture
def attached(db: None, site: WebChatSite) -> Conversation:
    """A chat that is over in the first partition, and a second one of the same customer in the next. It all goes in the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # none is left for the end, where the table would be another
    first = writes(site, "daniel", "Where is the lighthouse?", message_id="one").conversation
    Conversation.objects.update(state="closed", waiting_since=None)
    until = Conversation.objects.aggregate(last=Max("pk"))["last"] + 1
    before = partitions.file_of(partitions.TABLE)
    partitions.prepare(until, at_once=True)
    partitions.attach(until)
    assert partitions.file_of(partitions.FIRST) == before  # not a row was written anew
    second = writes(site, "daniel", "And the windmill?", message_id="two").conversation
    assert (first.pk, second.pk) == (until - 1, until)
    return second


def test_a_customers_chats_in_two_partitions_are_one_history_that_is_read_searched_and_never_doubled(
    attached: Conversation, site: WebChatSite, ana: Agent
) -> None:
    said, more = queries.newest_page(attached)
    assert ([message.text for message in said], more) == (["Where is the lighthouse?", "And the windmill?"], False)
    writes(site, "daniel", "Where is the lighthouse?", message_id="one")  # the platform sends it once more
    assert Message.objects.count() == 2
    index_all()
    found = [past.page(ana, Wanted(search=word)).entries for word in ("lighthouse", "windmill")]
    assert [len(entries) for entries in found] == [1, 1]
    message = said[1]
    Message.objects.filter(pk=message.pk).update(text="And the mill?")
    changed = Message.objects.get(pk=message.pk)
    assert (changed.version, changed.changed_xid > 0) == (message.version + 1, True)  # the trigger is there


@pytest.mark.usefixtures("attached")
def test_by_conversation_no_constraint_keeps_a_message_single_and_by_customer_one_does() -> None:
    unique = f"ALTER TABLE {partitions.TABLE} ADD UNIQUE (customer_id, external_id)"
    reference = f"ALTER TABLE history_attachment ADD FOREIGN KEY (message_id) REFERENCES {partitions.TABLE} (id)"
    assert "must include all partitioning columns" in refusal(unique)
    assert "no unique constraint matching given keys" in refusal(reference)
    assert refusal(partitions.repeat_in_another_chat()) == ""
    partitions.divide("customer_id", 4)
    assert refusal(unique) == ""
    assert "duplicate key" in refusal(partitions.repeat_in_another_chat())
    assert len(partitions.parts()) == 4
    assert Message.objects.count() == 2
