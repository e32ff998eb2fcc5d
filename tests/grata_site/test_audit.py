"""Whatever is changed in the panel stands in the audit log: by whom, from where; no secret, and no word of a customer."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.test import Client

from cards.models import Card, CardText
from channels_app.models import WebChatSite, WeChatAccount
from console.models import Agent, DeskSettings
from grata_site import audit
from history.models import Tag
from quickreplies.models import QuickReply, QuickReplyText
from tests.conftest import PASSWORD, signed_in, writes

LOG = "/admin/auditlog/logentry/"
# Tables of the panel that nobody changes there, and the log itself.
UNCHANGED = {
    *("history.conversation", "auditlog.logentry", "channels_app.kfaccount", "channels_app.wechatprofile"),
    *("channels_app.webhookdelivery", "channels_app.keptdelivery", "console.erasure"),  # the last is a record itself
}


@pytest.fixture
def reply(db: None) -> QuickReply:
    made = QuickReply.objects.create()
    QuickReplyText.objects.create(reply=made, language="en", title="Wifi", text="Ask at the desk.")
    LogEntry.objects.all().delete()
    return made


def test_each_table_that_is_changed_in_the_panel_is_watched() -> None:
    watched = {*audit.MODELS, *audit.SOME}
    assert {model._meta.label_lower for model in admin.site._registry} - UNCHANGED <= watched
    inlines = {one.model._meta.label_lower for page in admin.site._registry.values() for one in page.inlines}
    assert inlines <= watched


def test_what_a_part_is_a_part_of_is_no_change_of_it() -> None:
    assert audit.editable(QuickReplyText) == ["language", "title", "text"]
    assert "category" in audit.editable(QuickReply)


def test_no_table_with_customers_words_is(db: None) -> None:
    watched = {apps.get_model(label).__name__ for label in (*audit.MODELS, *audit.SOME)}
    assert not watched & {"Customer", "Message", "Conversation", "Comment", "Attachment", "Draft", "KeptDelivery"}


def test_a_change_is_there_with_who_from_where_and_what(reply: QuickReply, ana: Agent, settings: Any) -> None:
    browser, text = signed_in(ana), reply.texts.get()
    LogEntry.objects.all().delete()
    form = {
        "position": 0,
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 1,
        "texts-0-id": text.pk,
        "texts-0-reply": reply.pk,
        "texts-0-language": "en",
        "texts-0-title": "WiFi",
        "texts-0-text": "It is free.",
    }
    forged: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": "6.6.6.6"}
    browser.post(f"/admin/quickreplies/quickreply/{reply.pk}/change/", form, REMOTE_ADDR="10.1.2.3", **forged)
    entry = LogEntry.objects.get()
    assert (entry.actor, entry.actor_email, entry.remote_addr) == (ana.user, "ana@demo.test", "10.1.2.3")
    assert entry.changes == {"title": ["Wifi", "WiFi"], "text": ["Ask at the desk.", "It is free."]}
    settings.GRATA_HTTPS = True
    form["texts-0-title"] = "Wireless"
    browser.post(f"/admin/quickreplies/quickreply/{reply.pk}/change/", form, REMOTE_ADDR="10.1.2.3", **forged)
    assert LogEntry.objects.order_by("pk").last().remote_addr == "6.6.6.6"
    page = browser.get(f"{LOG}{entry.pk}/change/").text
    for words in ("Ana Lima", "10.1.2.3", "Ask at the desk.", "It is free."):
        assert words in page


def test_what_is_done_by_one_statement_is_there_too(reply: QuickReply, lin: Agent, ana: Agent) -> None:
    browser = signed_in(ana)
    for deed in ("deactivate", "reactivate", "unlock"):
        browser.post(f"/admin/console/agent/{lin.pk}/{deed}/")
    for deed in ("archive", "restore"):
        browser.post("/admin/quickreplies/quickreply/", {"action": deed, "_selected_action": [reply.pk]})
    browser.post("/admin/quickreplies/quickreply/order/", {"rows": str(reply.pk), "moved": str(reply.pk)})
    said = [
        entry.additional_data["said"]
        for entry in LogEntry.objects.filter(actor=ana.user).order_by("pk")
        if entry.additional_data
    ]
    assert said == ["Deactivated", "Let in again", "Unlocked", "Archived", "Restored", "Moved to place 1"]


def test_tags_that_are_renamed_merged_and_deleted_are_there(ana: Agent) -> None:
    browser = signed_in(ana)
    browser.post("/admin/history/tag/add/", {"name": "VIP"})
    tag = Tag.objects.get()
    browser.post(f"/admin/history/tag/{tag.pk}/change/", {"name": "Regular"})
    other = Tag.objects.create(name="Old", key="old")
    browser.post("/admin/history/tag/", {"action": "merge", "_selected_action": [other.pk], "into": tag.pk})
    browser.post(f"/admin/history/tag/{tag.pk}/delete/", {"post": "yes"})
    entries = LogEntry.objects.filter(actor=ana.user).order_by("pk")
    told = [(entry.action, entry.object_repr, (entry.additional_data or {}).get("said")) for entry in entries]
    assert told == [
        (LogEntry.Action.CREATE, "VIP", None),
        (LogEntry.Action.UPDATE, "Regular", "Renamed, was VIP"),
        (LogEntry.Action.UPDATE, "Regular", "Merged with Old"),
        (LogEntry.Action.DELETE, "Old", None),
        (LogEntry.Action.DELETE, "Regular", None),
    ]


def test_roles_e_mails_and_passwords_are_there_without_the_password(admin_person: Agent, lin: Agent) -> None:
    browser = signed_in(admin_person)
    LogEntry.objects.all().delete()
    person = {"name": "Lin Wei", "email": "wei@demo.test", "role": "supervisor", "language": "en", "time_zone": "UTC"}
    browser.post(f"/admin/console/agent/{lin.pk}/change/", person)
    password = {"new_password1": "another-harbour-8", "new_password2": "another-harbour-8"}
    browser.post(f"/admin/console/agent/{lin.pk}/password/", password)
    changes: dict[str, Any] = {}
    for entry in LogEntry.objects.filter(actor=admin_person.user):
        changes |= entry.changes or {}
    assert changes["is_staff"] == ["False", "True"]
    assert changes["email"] == ["lin@demo.test", "wei@demo.test"]
    assert changes["password"] == ["•••", "•••"]


def test_no_secret_is_in_it(admin_person: Agent, ana: Agent, wechat: WeChatAccount, site: WebChatSite) -> None:
    wechat.app_secret, wechat.token, wechat.name = "secret-of-the-app", "secret-token", "Harbour"
    wechat.aes_key = wechat.previous_aes_key = "S" * 43
    wechat.save()
    browser = signed_in(admin_person)
    for deed in ("secret", "webhook-secret", "secret/end"):
        browser.post(f"/admin/channels_app/webchatsite/{site.pk}/{deed}/")
    site.refresh_from_db()
    known = (site.webhook_secret, site.identity_secret, "secret-of-the-app", "secret-token", "S" * 43, PASSWORD)
    kept = str(list(LogEntry.objects.values()))
    assert "Harbour" in kept
    assert not [secret for secret in known if secret and secret in kept]
    assert "Harbour" in browser.get(LOG).text
    assert "Harbour" not in signed_in(ana).get(LOG).text  # channels are for administrators
    assert (
        signed_in(ana).get(f"{LOG}{LogEntry.objects.filter(object_repr='Harbour').first().pk}/change/").status_code
        == 302
    )


def test_it_is_found_by_person_table_and_words_and_never_changed(
    reply: QuickReply, lin: Agent, ana: Agent, site: WebChatSite
) -> None:
    browser = signed_in(ana)
    browser.post("/admin/console/holiday/add/", {"date": "2030-01-01", "name": "New Year"})
    browser.post(f"/admin/console/agent/{lin.pk}/deactivate/")
    writes(site, "daniel", "my own words")
    for asked, found in {
        f"?actor={ana.pk}": True,
        f"?actor={lin.pk}": False,
        "?table=console.holiday": True,
        "?table=console.agent": False,
        "?table=nonsense": True,
        "?q=new year": True,
        "?q=nothing": False,
    }.items():
        page = browser.get(f"{LOG}{asked}")
        assert any("New Year" in entry.object_repr for entry in page.context["cl"].result_list) is found, asked
    assert "my own words" not in str(list(LogEntry.objects.values()))
    entry = LogEntry.objects.order_by("pk").last()
    for path in ("add/", f"{entry.pk}/change/", f"{entry.pk}/delete/"):
        assert browser.post(f"{LOG}{path}", {"action": 2, "post": "yes"}).status_code == 403
    browser.post(LOG, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert LogEntry.objects.filter(pk=entry.pk).exists()


def test_what_happens_by_itself_or_before_signing_in_names_nobody(db: None) -> None:
    DeskSettings(pk=1).save()
    Client().post("/login/", {"username": "ana@demo.test", "password": "x"})
    assert LogEntry.objects.get().actor is None
    card = Card.objects.create()
    CardText.objects.create(card=card, language="en", title="Spa", link="https://grata.test/")
    assert LogEntry.objects.filter(remote_addr=None, actor=None).count() == LogEntry.objects.count()
