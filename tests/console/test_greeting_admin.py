"""Supervisors manage greetings in the admin panel: each once, with its texts; agents do not."""

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite
from console.models import Agent, Greeting
from tests.conftest import greeting, signed_in
from tests.meanwhile import right_after_the_look
from tests.together import at_once

LIST, ADD = reverse("admin:console_greeting_changelist"), reverse("admin:console_greeting_add")
Form = dict[str, str]


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    """Ana's browser."""
    return signed_in(ana)


@pytest.fixture
def welcome(db: None) -> Greeting:
    """For every channel, in two languages."""
    return greeting("online", en="Welcome! <b>", zh_hans="欢迎光临")


def _change(one: Greeting) -> str:
    return reverse("admin:console_greeting_change", args=[one.pk])


def _form(of: Greeting | None = None, /, moment: str = "online", channel: str = "", **texts: str) -> Form:
    """What the page posts; of: the greeting whose page it is, of which each language is there already."""
    form = {"channel": channel, "moment": moment, "texts-TOTAL_FORMS": str(len(texts))}
    form["texts-INITIAL_FORMS"] = str(len(texts) if of else 0)
    for number, (language, text) in enumerate(texts.items()):
        code = language.replace("_", "-")
        form |= {f"texts-{number}-language": code, f"texts-{number}-text": text}
        if of:
            kept = of.texts.get(language=code)
            form |= {f"texts-{number}-id": str(kept.pk), f"texts-{number}-greeting": str(of.pk)}
    return form


def test_agents_may_not_enter_and_strangers_are_led_to_the_door(welcome: Greeting, lin: Agent) -> None:
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        for url in (LIST, ADD, _change(welcome), reverse("admin:console_greeting_delete", args=[welcome.pk])):
            assert browser.get(url).status_code == status
            assert browser.post(url, _form(moment="offline", en="Hi") | {"post": "yes"}).status_code == status
    assert Greeting.objects.get() == welcome


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_same_one_at_once_the_second_is_told_and_loses_nothing(supervisor: Client) -> None:
    the_other = partial(at_once, [partial(greeting, "online", en="Hi")])
    with right_after_the_look(the_other, at='AS "a" FROM "console_greetingcase"'):
        page = supervisor.post(ADD, _form(en="A long welcome"))
    assert page.status_code == 200
    assert "already." in page.content.decode()
    assert "A long welcome" in page.content.decode()
    assert [text.text for text in Greeting.objects.get().texts.all()] == ["Hi"]


def test_a_supervisor_makes_one_with_its_texts_and_changes_them(supervisor: Client, site: WebChatSite) -> None:
    assert supervisor.post(ADD, _form(channel=str(site.pk), en="Hello", zh_hant="您好")).status_code == 302
    made = Greeting.objects.get()
    assert (made.channel_id, made.moment) == (site.pk, "online")
    again = _form(made, moment="offline", channel=str(site.pk), en="Good night", zh_hant="晚安")
    assert supervisor.post(_change(made), again | {"texts-1-DELETE": "on"}).status_code == 302
    made.refresh_from_db()
    assert (made.moment, [text.text for text in made.texts.all()]) == ("offline", ["Good night"])


def test_the_list_has_a_line_for_each_with_what_is_missing(
    welcome: Greeting, site: WebChatSite, supervisor: Client
) -> None:
    greeting("online", site, en="Ahoy", zh_hans="您好", zh_hant="您好")
    listed = supervisor.get(LIST)
    assert [one.channel_id for one in listed.context["cl"].result_list] == [None, site.pk]
    assert listed.text.count('class="mark-missing">繁體中文<') == 1
    assert "Every channel" in listed.text
    for asked, found in (("欢迎", 1), ("ahoy", 1), ("nothing", 0), ("o", 2)):
        assert supervisor.get(LIST, {"q": asked}).text.count("field-missing") == found
    assert supervisor.get(LIST, {"missing": "zh-hant"}).text.count("field-missing") == 1


def test_each_language_is_shown_as_customers_see_it_and_the_missing_ones_wait(
    welcome: Greeting, supervisor: Client
) -> None:
    page = supervisor.get(_change(welcome)).text
    assert '<div class="bubble-preview" lang="en" dir="auto">Welcome! &lt;b&gt;</div>' in page
    assert '<div class="bubble-preview" lang="zh-hans" dir="auto">欢迎光临</div>' in page
    assert '<option value="zh-hant" selected>' in page
    assert "Save the greeting to see it." in page


def test_a_second_one_for_the_same_case_is_refused_and_the_first_one_shown(
    welcome: Greeting, site: WebChatSite, supervisor: Client
) -> None:
    page = supervisor.post(ADD, _form(en="Hello")).text
    assert f'already. <a href="{_change(welcome)}">Change that one</a>' in page
    assert "constraint" not in page.lower()
    assert supervisor.post(ADD, _form(channel=str(site.pk), en="Hello")).status_code == 302
    own = Greeting.objects.get(channel=site)
    moved = supervisor.post(_change(own), _form(own, en="Hello"))
    assert "already." in moved.text
    assert Greeting.objects.count() == 2


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, "Fill in at least one language."),
        ({"en": "  "}, "This field is required."),
        ({"en": "x" * 601}, "at most 600 characters"),
        ({"fr": "Bonjour"}, "Select a valid choice."),
    ],
)
def test_none_is_without_a_text_or_with_one_that_can_not_be_sent(
    supervisor: Client, texts: dict[str, str], said: str
) -> None:
    assert said in supervisor.post(ADD, _form(**texts)).text
    assert not Greeting.objects.exists()


def test_the_last_text_does_not_go(welcome: Greeting, supervisor: Client) -> None:
    form = _form(welcome, en="Welcome!", zh_hans="欢迎光临")
    page = supervisor.post(_change(welcome), form | {f"texts-{number}-DELETE": "on" for number in range(2)})
    assert "Fill in at least one language." in page.text
    assert welcome.texts.count() == 2


def test_the_list_costs_the_same_however_long_it_is(
    welcome: Greeting, supervisor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        site = WebChatSite.objects.create(slug=f"s{number}", kind="webchat", name=f"S{number}")
        greeting("online", site, en="Hello", zh_hans="您好")
    with django_assert_max_num_queries(12):
        assert supervisor.get(LIST).text.count("field-missing") == 21
