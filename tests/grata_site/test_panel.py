"""The admin panel as a whole: what is in it and where. New pages come under these rules by themselves.

Who may what there stands in tests/security_table.py.
"""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_app.models import WebChatSite, WeChatAccount
from console.models import Agent
from grata_site.panel import GROUPS, OTHER
from history.models import Conversation
from tests.conftest import signed_in, writes
from tests.grata_site import panel_rows

ENDLESS = (
    *("history_conversation", "history_message", "history_customer", "history_tagging", "auditlog_logentry"),
    *("channels_app_webhookdelivery", "channels_app_keptdelivery", "channels_app_wechatprofile"),
)


@pytest.fixture
def everything(wechat: WeChatAccount, site: WebChatSite, lin: Agent, ana: Agent, admin_person: Agent) -> None:
    """A row in each table of the panel; "Lin" is the person."""
    panel_rows.make(writes(site, "daniel", "Hi"), wechat)


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
    for path in panel_rows.tables():
        for asked in ("", "?q=a"):
            with CaptureQueriesContext(connection) as captured:
                browser.get(f"/{path}{asked}")
            for query in (one["sql"] or "" for one in captured.captured_queries):  # a prepared one is not told
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


def _reads_all(query: str) -> bool:
    """Whether the query goes through a whole table that grows: it counts it, or has neither a limit nor a key. The largest
    key is the first of its index.
    """
    if query.startswith("SELECT MAX(") and '."id")' in query:
        return False
    tables = [table for table in ENDLESS if f'FROM "{table}"' in query]
    return bool(tables) and "LIMIT" not in query and " = " not in query and " IN (" not in query
