"""Names and texts that run from right to left, in a console that runs from left to right."""

import pytest

from console import frames
from console.actions.claim import claim
from console.actions.edit_customer import edit_customer
from console.models import Agent
from console.queries import listed
from console.templatetags.grata_console import apart
from history.models import Conversation, Message
from tests.conftest import person

NAME = "محمد 15 علي (VIP)"


@pytest.mark.parametrize("name", [NAME, "דניאל 7", "\u202eeliF", "Daniel \u2067x"])
def test_a_name_that_turns_the_line_keeps_that_to_itself(name: str) -> None:
    assert apart(name) == f"\u2068{name}\u2069"


@pytest.mark.parametrize("name", ["Daniel Ortiz", "陈晓雨", "José 15 (VIP)", "", "{name}"])
def test_any_other_name_is_left_as_it_is(name: str) -> None:
    assert apart(name) == name


def test_the_records_own_lines_keep_such_names_apart(waiting: Conversation) -> None:
    claim(waiting, agent=person("noa@demo.test", "נועה 8"))
    line = Message.objects.get(kind="claimed")
    assert "\u2068נועה 8\u2069 took this chat" in frames.message(line, "en")["html"]


def test_every_customer_is_shown_in_the_direction_of_their_own_name_and_words(
    waiting: Conversation, lin: Agent
) -> None:
    claim(waiting, agent=lin)
    edit_customer(waiting, agent=lin, field="name", value=NAME)
    html = frames.chat(listed().get(), "en")["html"]
    assert f'dir="auto">{NAME}</span>' in html
    assert '<span class="entry-words" dir="auto">Is late check-out possible?</span>' in html
