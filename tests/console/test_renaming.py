"""What we call a customer."""

import pytest

from channels_app.models import WebChatSite
from console.actions.claim import claim
from console.actions.close import close
from console.actions.rename import rename
from console.models import Agent
from console.refusals import NotYours, Unfit
from history.models import Conversation, Customer
from tests.conftest import writes


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Daniel O.", "Daniel O."),
        ("  Daniel \n\t O. ", "Daniel O."),
        ("陈" * 120, "陈" * 120),
        ("Da\x00niel", "Daniel"),
    ],
)
def test_a_name_is_kept_in_one_line(waiting: Conversation, lin: Agent, typed: str, kept: str) -> None:
    rename(waiting, agent=lin, name=typed)
    assert Customer.objects.get().name == kept


@pytest.mark.parametrize("typed", ["", "  \n ", "x" * 121, "\x00"])
def test_no_name_and_one_that_is_too_long_are_refused(waiting: Conversation, lin: Agent, typed: str) -> None:
    with pytest.raises(Unfit, match="1 to 120 characters"):
        rename(waiting, agent=lin, name=typed)
    assert Customer.objects.get().name == "Daniel Ortiz"


def test_the_platforms_own_name_stays(waiting: Conversation, lin: Agent) -> None:
    Customer.objects.update(channel_name="daniel_o")
    rename(waiting, agent=lin, name="Daniel, room 12")
    assert Customer.objects.get().channel_name == "daniel_o"


def test_lists_hear_of_a_new_name(waiting: Conversation, lin: Agent) -> None:
    rename(waiting, agent=lin, name="Daniel, room 12")
    assert Conversation.objects.get().version == waiting.version + 2  # the message that opened it was one, too


def test_a_colleagues_customer_is_theirs_to_name(waiting: Conversation, lin: Agent, marco: Agent, ana: Agent) -> None:
    claim(waiting, agent=lin)
    waiting.refresh_from_db()
    with pytest.raises(NotYours):
        rename(waiting, agent=marco, name="x")
    rename(waiting, agent=ana, name="Daniel, says the supervisor")
    assert Customer.objects.get().name == "Daniel, says the supervisor"


def test_an_earlier_chat_is_no_way_to_rename_a_colleagues_customer(site: WebChatSite, lin: Agent, marco: Agent) -> None:
    earlier = writes(site, "daniel", "Hello").conversation
    claim(earlier, agent=marco)
    close(earlier, agent=marco)
    earlier.refresh_from_db()
    claim(writes(site, "daniel", "Hello again").conversation, agent=lin)
    with pytest.raises(NotYours):
        rename(earlier, agent=marco, name="x")
