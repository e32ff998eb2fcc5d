"""Secrets at rest: what the tables hold, how keys are changed, and what happens when one is lost."""

import re
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from channels_app.adapters import DeliveryError
from channels_app.models import WebChatSite, WebhookEndpoint, WeChatAccount, secret_field
from channels_app.models.secret_field import SecretField
from channels_app.resealing import Count, _resealed
from channels_app.sealing import LOST, OPENED_MOST, PREFIX, SecretLost, _unsealed
from channels_app.webchat import secrets, signed
from channels_app.webchat.hooks import deliveries, endpoints, keys, signing
from channels_app.webchat.hooks.door import NotTaken
from channels_app.wechat import signature
from channels_app.wechat.adapter import client_for
from console.models import Agent
from history.models import Message
from tests.conftest import signed_in

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
CLEAR = ("demo-app-secret", "demo-token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "whsec_ZGVtby13ZWJob29r")
OURS = {"channels_app", "console", "history", "cards", "quickreplies", "grata_site"}
SOUNDS = re.compile("secret|token|aes_key|password|api_key")
PUBLISHED = {("CardCollection", "token")}  # stands in the address that customers are sent
TEXTS = {"CharField", "TextField", "JSONField", "BinaryField"}
RESEALED = re.compile(r"(\d+) secrets, (\d+) of them sealed anew")


@pytest.fixture
def secretive(site: WebChatSite, wechat: WeChatAccount) -> list[str]:
    """All secrets that there can be, in clear."""
    WeChatAccount.objects.filter(pk=wechat.pk).update(previous_aes_key="Z" * 43)
    identities = [secrets.renew(site), secrets.renew(site)]
    return [*CLEAR, "Z" * 43, *identities, keys.renew(site), *keys.of(WebChatSite.objects.get())]


def rows() -> str:
    """Everything that stands in our tables, as a dump would show it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        return "\n".join(_table(cursor, name) for name in tables)


def _table(cursor: Any, name: str) -> str:
    cursor.execute(f'SELECT * FROM "{name}"')
    return repr(cursor.fetchall())


def resealed() -> tuple[int, int]:
    """How many secrets there are, and how many the command has sealed anew."""
    said = StringIO()
    call_command("reencrypt_secrets", stdout=said)
    found = RESEALED.search(said.getvalue())
    assert found
    return int(found[1]), int(found[2])


def lose(settings: Any) -> None:
    settings.SECRET_KEY, settings.GRATA_SECRETS_KEYS = "quite-another-one", []


def test_nothing_of_a_secret_can_be_read_in_the_tables_or_in_a_dump(secretive: list[str]) -> None:
    held = rows()
    dumped = serializers.serialize("json", [row for model in secret_field.holders() for row in model.objects.all()])  # type: ignore[attr-defined]
    assert "Harbour Hotel (WeChat)" in held
    assert [secret for secret in secretive if secret in held or secret in dumped] == []
    assert held.count(PREFIX) == 8


def test_a_dump_brings_back_the_same_secrets(secretive: list[str]) -> None:
    dumped = serializers.serialize("json", WeChatAccount.objects.all())
    WeChatAccount.objects.update(token="other")
    for row in serializers.deserialize("json", dumped):
        row.save()
    assert WeChatAccount.objects.get().token == "demo-token"


def test_every_field_that_sounds_secret_is_sealed() -> None:
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in OURS]
    fields = {(m.__name__, field.name): field for m in ours for field in m._meta.local_fields}
    sounding = {
        key for key, field in fields.items() if SOUNDS.search(field.name) and field.get_internal_type() in TEXTS
    }
    assert len(sounding) >= 8
    assert {key for key in sounding if not isinstance(fields[key], SecretField)} == PUBLISHED


def test_a_new_key_opens_what_the_old_one_sealed_and_after_the_command_needs_it_no_more(
    settings: Any, secretive: list[str]
) -> None:
    settings.GRATA_SECRETS_KEYS = [OLD]
    assert resealed() == (8, 8)
    settings.GRATA_SECRETS_KEYS = [NEW, OLD]
    assert WeChatAccount.objects.get().token == "demo-token"
    assert (resealed(), resealed()) == ((8, 8), (8, 0))
    settings.GRATA_SECRETS_KEYS, settings.SECRET_KEY = [NEW], "another"
    assert WeChatAccount.objects.get().aes_keys == [CLEAR[2], "Z" * 43]
    assert resealed() == (8, 0)


def test_an_old_secret_key_opens_until_the_command_has_run(settings: Any, secretive: list[str]) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the-next"
    assert WeChatAccount.objects.get().token == "demo-token"
    assert resealed() == (8, 8)
    settings.SECRET_KEY_FALLBACKS = []
    assert WeChatAccount.objects.get().token == "demo-token"


def test_a_secret_that_was_changed_meanwhile_stays_changed(settings: Any, wechat: WeChatAccount) -> None:
    read = WeChatAccount.objects.values_list("token", flat=True).get()
    settings.GRATA_SECRETS_KEYS = [NEW]
    WeChatAccount.objects.update(token="entered-meanwhile")
    assert _resealed(WeChatAccount, wechat.pk, "token", read) == Count(all=1)
    assert WeChatAccount.objects.get().token == "entered-meanwhile"


def test_the_migration_seals_what_is_there_in_clear_and_what_is_sealed_stays(secretive: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE channels_app_wechataccount SET token = 'in-clear', aes_key = ''")
    before = WebChatSite.objects.values_list("webhook_secret", flat=True).get()
    assert WeChatAccount.objects.get().token == "in-clear"
    for _ in range(2):
        import_module("channels_app.migrations.0010_sealed_secrets").seal(apps, None)
    assert "in-clear" not in rows()
    account = WeChatAccount.objects.get()
    assert (account.token, account.aes_key) == ("in-clear", "")
    assert WebChatSite.objects.values_list("webhook_secret", flat=True).get() == before


def test_wechat_sends_again_what_came_while_the_key_was_lost(
    settings: Any, wechat_plain: WeChatAccount, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    signed_by = signature.sign("demo-plain-token", "1", "2")
    url = f"/channels/wechat/demo-plain/?timestamp=1&nonce=2&echostr=here&signature={signed_by}"
    assert client.get(url).text == "here"
    lose(settings)
    for answer in (client.get(url), client.post(url, "<xml/>", content_type="text/xml")):
        assert (answer.status_code, answer.text) == (500, "Not stored; send it again.")
    assert "demo-plain not taken: no key opens" in caplog.text
    assert "demo-plain-token" not in caplog.text
    assert PREFIX not in caplog.text


def test_a_site_hears_that_it_is_not_its_fault_when_the_key_is_lost(
    settings: Any, site: WebChatSite, client: Client
) -> None:
    lose(settings)
    answer = client.post("/channels/webchat/demo/messages/", {}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    with pytest.raises(signed.Denied) as denied:
        signed.recognise(site_with_identity(site), "a.b.c", "en")
    assert denied.value.detail == LOST


def site_with_identity(site: WebChatSite) -> WebChatSite:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE channels_app_webchatsite SET identity_secret = %s", [f"{PREFIX}gAAAA"])
    return WebChatSite.objects.get(pk=site.pk)


def test_replies_wait_with_an_alarm_when_the_key_is_lost(settings: Any, wechat: WeChatAccount) -> None:
    lose(settings)
    with pytest.raises(DeliveryError, match="no key for this channel's secrets") as error:
        client_for(WeChatAccount.objects.get())
    assert error.value.channel_broken


def test_a_webhook_waits_and_says_why_when_the_key_is_lost(settings: Any, site: WebChatSite, waiting: Any) -> None:
    WebhookEndpoint.objects.create(site=site, callback_url="https://site.example/")
    row = deliveries.ensure(Message.objects.select_related("customer").get())
    assert row
    lose(settings)
    assert deliveries.attempt(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("due", LOST)
    with pytest.raises(NotTaken, match="no key for this channel's secrets"):
        endpoints.test(WebChatSite.objects.get())


def test_the_admin_panel_says_which_secrets_are_lost_and_takes_new_ones(
    settings: Any, secretive: list[str], admin_person: Agent
) -> None:
    lose(settings)
    browser = signed_in(admin_person)
    site, account = WebChatSite.objects.get(), WeChatAccount.objects.get()
    assert "no key for this channel" in browser.get("/admin/channels_app/wechataccount/").text
    page = browser.get(f"/admin/channels_app/wechataccount/{account.pk}/change/").text
    assert page.count("The server has no key for the present one.") == 4
    assert "no key for this channel" in browser.get(f"/admin/channels_app/webchatsite/{site.pk}/change/").text
    form = {"name": "Hotel", "slug": "demo", "original_id": "gh_1", "app_id": "wx1", "mode": "plain"}
    limits = {"window_seconds": "100", "window_replies": "5", "brief_seconds": "60", "brief_replies": "3"}
    page = browser.post(f"/admin/channels_app/wechataccount/{account.pk}/change/", form | limits).text
    assert page.count("This field is required") == 2
    entered = form | limits | {"app_secret": "anew", "token": "anew"}
    answer = browser.post(f"/admin/channels_app/wechataccount/{account.pk}/change/", entered)
    assert answer.status_code == 302, answer.text
    account = WeChatAccount.objects.get()
    assert (account.token, account.aes_keys) == ("anew", [])
    fresh = keys.renew(site)
    assert keys.of(WebChatSite.objects.get()) == [fresh]
    identity = secrets.renew(site)
    assert WebChatSite.objects.get().identity_secret == identity


def test_the_command_says_what_it_could_not_open_and_seals_the_rest(
    settings: Any, secretive: list[str], wechat_plain: WeChatAccount
) -> None:
    lose(settings)
    WeChatAccount.objects.filter(pk=wechat_plain.pk).update(token="known", app_secret="known")
    settings.GRATA_SECRETS_KEYS = [NEW]
    with pytest.raises(CommandError, match=r"^8 can't be opened with any key"):
        resealed()
    settings.SECRET_KEY = "yet-another"
    assert WeChatAccount.objects.get(pk=wechat_plain.pk).token == "known"
    with pytest.raises(SecretLost):
        _ = WeChatAccount.objects.exclude(pk=wechat_plain.pk).get().token


def test_what_is_typed_is_never_taken_for_a_sealed_secret(wechat: WeChatAccount, admin_person: Agent) -> None:
    form = {"name": "Hotel", "slug": "demo", "original_id": "gh_1", "app_id": "wx1", "token": f"{PREFIX}gAAAA"}
    page = signed_in(admin_person).post(f"/admin/channels_app/wechataccount/{wechat.pk}/change/", form).text
    assert f"A secret does not begin with {PREFIX}" in page


def test_saving_other_things_leaves_the_sealed_secret_as_it_stands(wechat: WeChatAccount) -> None:
    before = WeChatAccount.objects.values_list("token", flat=True).get()
    account = WeChatAccount.objects.get()
    assert account.token == "demo-token"
    account.save()
    assert WeChatAccount.objects.values_list("token", flat=True).get() == before


def test_a_secret_is_opened_once_in_a_process_and_memory_stays_small(wechat: WeChatAccount) -> None:
    _unsealed.cache_clear()
    for _ in range(5):
        assert WeChatAccount.objects.get().token == "demo-token"
    found = _unsealed.cache_info()
    assert (found.misses, found.hits, found.maxsize) == (1, 4, OPENED_MOST)


@pytest.mark.parametrize("damage", ["", "gAAAAA", "!", "é"])
def test_whatever_stands_in_the_column_asking_for_it_says_lost_and_nothing_else(
    wechat: WeChatAccount, damage: str
) -> None:
    WeChatAccount.objects.update(token=f"{PREFIX}{damage}")
    with pytest.raises(SecretLost) as lost:
        _ = WeChatAccount.objects.get().token
    assert damage == "" or damage not in str(lost.value)


def test_signing_is_as_before(site: WebChatSite) -> None:
    assert signing.is_secret(WebChatSite.objects.get().webhook_secret)
