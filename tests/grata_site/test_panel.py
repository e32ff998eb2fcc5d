"""The admin panel as a whole: what is in it, where, and for whom. New pages come under these rules by themselves."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from cards.models import Card, CardText
from channels_app.models import (
    KeptDelivery,
    KfAccount,
    WebChatSite,
    WebhookDelivery,
    WebhookEndpoint,
    WeChatAccount,
    WeChatProfile,
)
from console.models import (
    Agent,
    DeskSettings,
    Erasure,
    Holiday,
    Identity,
    IdentityText,
    KeywordReply,
    OpeningTime,
    Retention,
)
from grata_site.panel import GROUPS, OTHER
from history import tags
from history.models import Conversation
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyText
from tests.conftest import greeting, signed_in, writes

# What supervisors may not: secrets, channels, other people's passwords, and changing what is recorded.
ALL = ("changelist", "add", "history", "delete", "change")
FOR_ADMINISTRATORS = {
    *(f"channels_app_wechataccount_{page}" for page in (*ALL, "test")),
    *(f"channels_app_webchatsite_{page}" for page in (*ALL, "test", "secret", "end", "webhook_secret")),
    *(f"channels_app_{model}_{page}" for model in ("webhookdelivery", "wechatprofile", "keptdelivery") for page in ALL),
    *("console_agent_password", "console_agent_link"),
    *(f"console_retention_{page}" for page in ("history", "change")),
}
FOR_NOBODY = {  # the record stays as it is, and what is named in it is not deleted
    *(f"{model}_{page}" for model in ("history_conversation", "auditlog_logentry") for page in ("add", "delete")),
    *("console_agent_delete", "quickreplies_quickreply_delete", "cards_card_delete"),
    *("cards_cardsettings_add", "cards_cardsettings_delete", "console_desksettings_add", "console_desksettings_delete"),
    *("channels_app_kfaccount_add", "channels_app_kfaccount_delete"),
    *("console_erasure_delete", "console_retention_add", "console_retention_delete"),
    "autocomplete",  # without the field that it is about
}
ENDLESS = (
    *("history_conversation", "history_message", "history_customer", "history_tagging", "auditlog_logentry"),
    *("channels_app_webhookdelivery", "channels_app_keptdelivery", "channels_app_wechatprofile"),
)


@pytest.fixture
def everything(wechat: WeChatAccount, site: WebChatSite, lin: Agent, ana: Agent, admin_person: Agent) -> None:
    """A row in each table of the panel; "Lin" is the person."""
    message = writes(site, "daniel", "Hi")
    customer = message.customer
    tags.give(customer, "VIP")
    identity = Identity.objects.create(label="Desk")
    IdentityText.objects.create(identity=identity, language="en", name="Front desk")
    QuickReplyText.objects.create(reply=QuickReply.objects.create(), language="en", title="Wifi", text="Yes")
    CardText.objects.create(card=Card.objects.create(), language="en", title="Spa", link="https://grata.test/")
    for made in (
        QuickReplyCategory(),
        KeywordReply(),
        OpeningTime(day=1, opens=time(8), closes=time(18)),
        DeskSettings(pk=1),
        Retention(pk=1),
        Erasure(customer=customer, due_at=timezone.now()),
    ):
        made.save()
    greeting("online", en="Hello")
    Holiday.objects.create(date=timezone.localdate(), name="New Year")
    KfAccount.objects.create(account=wechat, identity=identity, kf_account="g1@grata_demo")
    WeChatProfile.objects.create(customer=customer, error="no such tag")
    endpoint = WebhookEndpoint.objects.create(site=site)
    WebhookDelivery.objects.create(endpoint=endpoint, message=message, due_at=timezone.now())
    KeptDelivery.objects.create(channel=wechat, body=b"<xml", reason="no XML", digest="d" * 64)


def test_an_agent_gets_a_403_at_each_address_of_the_panel(everything: None, lin: Agent) -> None:
    browser = signed_in(lin)
    for name, path in _addresses(lin):
        assert browser.get(path).status_code == 403, name
        assert browser.post(path).status_code == 403, name


def test_a_stranger_is_led_to_the_door_from_each(everything: None, lin: Agent) -> None:
    browser = Client()
    for name, path in _addresses(lin):
        answer = browser.get(path)
        assert answer.status_code == 302, name
        assert answer.headers["Location"].partition("?")[0] in ("/admin/login/", "/login/"), name


def test_a_supervisor_gets_what_the_table_says_and_an_administrator_the_rest(
    everything: None, lin: Agent, ana: Agent, admin_person: Agent
) -> None:
    forbidden: dict[str, set[str]] = {}
    for who, agent in (("supervisor", ana), ("administrator", admin_person)):
        browser = signed_in(agent)
        forbidden[who] = {name for name, path in _addresses(lin) if _status(browser, path) == 403}
    assert forbidden["supervisor"] == FOR_ADMINISTRATORS | FOR_NOBODY
    assert forbidden["administrator"] >= FOR_NOBODY
    extra = forbidden["administrator"] - FOR_NOBODY
    assert extra <= {name for name in FOR_ADMINISTRATORS if name.endswith(("_add", "_delete", "_link"))}


def test_each_table_stands_in_a_group_and_none_in_the_one_for_what_was_forgotten(
    everything: None, ana: Agent, admin_person: Agent
) -> None:
    named = [label for group in GROUPS for label in group.models]
    forgotten = {model._meta.label_lower for model in admin.site._registry} - set(named)
    assert not forgotten, f"in no group of grata_site/panel.py: {forgotten}"
    assert len(named) == len(set(named))
    page = signed_in(admin_person).get("/admin/").text
    assert all(f'id="{group.key}"' in page for group in GROUPS)
    assert f'id="{OTHER.key}"' not in page
    theirs = signed_in(ana).get("/admin/").text
    assert "Quick replies" in theirs
    assert "/admin/channels_app/wechataccount/" not in theirs
    assert 'href="/console/"' in theirs


def test_no_list_counts_what_grows_without_end_or_reads_all_of_it(everything: None, admin_person: Agent) -> None:
    browser = signed_in(admin_person)
    for model in admin.site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for asked in ("", "?q=a"):
            with CaptureQueriesContext(connection) as captured:
                browser.get(f"{path}{asked}")
            for query in (one["sql"] for one in captured.captured_queries):
                assert not _reads_all(query), (path, query)


def test_a_list_that_grows_is_turned_page_by_page_and_each_row_is_on_one(
    site: WebChatSite, admin_person: Agent
) -> None:
    browser, path = signed_in(admin_person), "/admin/history/conversation/"
    for number in range(120):
        writes(site, f"c{number}", "Hi")
    seen: list[int] = []
    while path:
        page = browser.get(path)
        changes = page.context["cl"]
        seen += [row.pk for row in changes.result_list]
        path = f"/admin/history/conversation/{changes.older}" if changes.older else ""
    assert seen == list(Conversation.objects.order_by("-pk").values_list("pk", flat=True))
    for wrong in ("x", "-1", "9" * 40, "%00"):
        assert browser.get(f"/admin/history/conversation/?before={wrong}").status_code == 200


def _status(browser: Client, path: str) -> int:
    """Of a GET, or of a POST where nothing else is taken; nothing of it stays."""
    with transaction.atomic():
        status = browser.get(path).status_code
        if status == 405:
            status = browser.post(path).status_code
        transaction.set_rollback(True)
    return status


def _reads_all(query: str) -> bool:
    """Whether the query goes through a whole table that grows: it counts it, or has neither a limit nor a key. The largest
    key is the first of its index.
    """
    if query.startswith("SELECT MAX(") and '."id")' in query:
        return False
    tables = [table for table in ENDLESS if f'FROM "{table}"' in query]
    return bool(tables) and "LIMIT" not in query and " = " not in query and " IN (" not in query


def _addresses(person: Agent) -> list[tuple[str, str]]:
    """The name of each page of the panel, and an address of it with rows that there are."""
    return list(_walk(_panel(get_resolver()), "/admin/", person))


def _panel(resolver: URLResolver) -> URLResolver:
    return next(one for one in resolver.url_patterns if isinstance(one, URLResolver) and one.app_name == "admin")


def _walk(resolver: URLResolver, at: str, person: Agent, model: Any = None) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        route = str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, at + route, person, _model_at(route))
        elif isinstance(one, URLPattern) and one.name != "logout":
            yield one.name or route, at + _filled(route, model, person)


def _model_at(route: str) -> Any:
    return next(
        model for model in admin.site._registry if f"{model._meta.app_label}/{model._meta.model_name}/" == route
    )


def _filled(route: str, model: type[Model] | None, person: Agent) -> str:
    if route.startswith("^(?P<app_label>"):
        return "console/"
    row = "" if model is None else str(person.pk if model is Agent else _a_row(model))
    known = {
        "<path:object_id>": row or "1",
        "<int:pk>": row,
        "<int:upload>": "1",
        "<path:content_type_id>": "1",
        "(?P<url>.*)$": "nowhere/",
    }
    for part, value in known.items():
        route = route.replace(part, value)
    assert not any(sign in route for sign in "<>()"), f"how is {route} filled?"
    return route


def _a_row(model: type[Model]) -> Any:
    found = model._default_manager.first()
    assert found is not None or model._meta.model_name == "cardsettings", f"no row of {model.__name__}"
    return found.pk if found else 1
