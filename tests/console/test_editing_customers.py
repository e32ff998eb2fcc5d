"""What we know of a customer, thing by thing."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from channels_app.models import WebChatSite
from console.actions.claim import claim
from console.actions.close import close
from console.actions.edit_customer import edit_customer
from console.models import Agent
from console.refusals import NotYours, Unfit
from history.models import Conversation, Customer
from tests.conftest import signed_in, writes
from tests.together import at_once

LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "Daniel O.", "Daniel O."),
        ("name", "  Daniel \n\t O. ", "Daniel O."),
        ("name", "陈" * 120, "陈" * 120),
        ("name", "Da\x00ni\x07el", "Daniel"),
        ("name", "\u202eעברית", "\u202eעברית"),
        ("email", " daniel@example.com ", "daniel@example.com"),
        ("email", "", ""),
        ("phone", "+44 (0)20 7946-0018", "+44 (0)20 7946-0018"),
        ("phone", "１３８ ００１３ ８０００", "138 0013 8000"),
        ("phone", " ", ""),
        ("language", "zh-hant", "zh-hant"),
        ("language", "", ""),
    ],
)
def test_each_thing_is_kept_in_one_line(waiting: Conversation, lin: Agent, field: str, typed: str, kept: str) -> None:
    edit_customer(waiting, agent=lin, field=field, value=typed)
    assert getattr(Customer.objects.get(), field) == kept


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        *[("name", typed, "1 to 120 characters") for typed in ("", "  \n ", "x" * 121, "\x00", LONG)],
        *[
            ("email", typed, "no e-mail address")
            for typed in ("daniel", "a@b", "a b@example.com", f"{LONG}@example.com")
        ],
        *[("phone", typed, "A phone number has") for typed in ("ask Marco", "12", "-+-", "1" * 41, LONG, "٣٣٣٣")],
        *[("language", typed, "one of the languages") for typed in ("fr", "EN", LONG)],
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    waiting: Conversation, lin: Agent, field: str, typed: str, words: str
) -> None:
    before = Customer.objects.values().get()
    with pytest.raises(Unfit, match=words):
        edit_customer(waiting, agent=lin, field=field, value=typed)
    assert Customer.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_edit_different_things_at_once_both_succeed(
    waiting: Conversation, lin: Agent, marco: Agent
) -> None:
    values = {"name": "Daniel, room 12", "email": "daniel@example.com", "phone": "12345", "language": "zh-hans"}
    agents = [lin, marco, lin, marco]
    at_once(
        [
            partial(edit_customer, waiting, agent=a, field=f, value=v)
            for a, (f, v) in zip(agents, values.items(), strict=True)
        ]
    )
    assert Customer.objects.values(*values).get() == values


def test_the_platforms_own_name_stays(waiting: Conversation, lin: Agent) -> None:
    Customer.objects.update(channel_name="daniel_o")
    edit_customer(waiting, agent=lin, field="name", value="Daniel, room 12")
    assert Customer.objects.get().channel_name == "daniel_o"


def test_lists_hear_of_a_new_name_and_not_of_what_they_do_not_show(waiting: Conversation, lin: Agent) -> None:
    edit_customer(waiting, agent=lin, field="name", value="Daniel, room 12")
    assert Conversation.objects.get().version == waiting.version + 1
    edit_customer(waiting, agent=lin, field="phone", value="12345")
    assert Conversation.objects.get().version == waiting.version + 1


def test_a_colleagues_customer_is_theirs_to_edit(waiting: Conversation, lin: Agent, marco: Agent, ana: Agent) -> None:
    claim(waiting, agent=lin)
    waiting.refresh_from_db()
    with pytest.raises(NotYours):
        edit_customer(waiting, agent=marco, field="name", value="x")
    edit_customer(waiting, agent=ana, field="name", value="Daniel, says the supervisor")
    assert Customer.objects.get().name == "Daniel, says the supervisor"


def test_an_earlier_chat_is_no_way_to_edit_a_colleagues_customer(site: WebChatSite, lin: Agent, marco: Agent) -> None:
    earlier = writes(site, "daniel", "Hello").conversation
    claim(earlier, agent=marco)
    close(earlier, agent=marco)
    earlier.refresh_from_db()
    claim(writes(site, "daniel", "Hello again").conversation, agent=lin)
    with pytest.raises(NotYours):
        edit_customer(earlier, agent=marco, field="name", value="x")


@pytest.mark.parametrize(
    "fields", [{}, {"channel_name": "x"}, {"name": "x", "email": "a@example.com"}, {"external_id": "x"}, {"pk": "7"}]
)
def test_the_door_takes_one_known_thing_at_a_time(waiting: Conversation, lin: Agent, fields: dict[str, Any]) -> None:
    before = Customer.objects.values().get()
    assert _posted(lin, waiting, **fields).status_code == 422
    assert Customer.objects.values().get() == before


def test_the_answer_shows_the_chats_entry_and_the_panel(waiting: Conversation, lin: Agent) -> None:
    chat, panel = _posted(lin, waiting, name="Daniel, room 12").json()["frames"]
    assert (chat["entity"], panel["entity"], panel["id"]) == ("chat", "customer", str(waiting.customer_id))
    assert "Daniel, room 12" in chat["html"]
    assert "Daniel, room 12" in panel["html"]


def _posted(agent: Agent, chat: Conversation, **fields: str) -> Any:
    return signed_in(agent).post(reverse("console:customer", args=[chat.pk]), fields)
