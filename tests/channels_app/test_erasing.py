"""Erasing: done once whoever dies, never in the way of what is said meanwhile; and what is planned by itself."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from channels_app import erasing, fetching, outbound
from channels_app.models import KeptDelivery, WebChatSite, WeChatAccount
from console import erasures
from console.actions import erase as work
from console.actions.ask_erasure import ask_erasure
from console.actions.call_off_erasure import call_off_erasure
from console.actions.claim import claim
from console.actions.close import close
from console.actions.reply import reply
from console.actions.set_retention import set_retention
from console.models import Agent, Erasure, Retention
from console.refusals import SupervisorsOnly, TooLate, Unfit
from history import attachments
from history.attachments import Media, Stored
from history.models import Attachment, Conversation, Customer, Discard, Message
from tests.channels_app.wechat.deliveries import event_of, post_sealed, text_message
from tests.conftest import writes
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = Erasure.Why.ASKED


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def daniel(site: WebChatSite) -> Customer:
    """Daniel, who has written ten messages."""
    for n in range(10):
        writes(site, "daniel", f"Line {n}", name="Daniel Ortiz")
    return Customer.objects.get()


def erased(customer: Customer, by: Agent) -> Erasure:
    erasure = ask_erasure(customer, by=by.user, why=ASKED)
    erasing.erase_due()
    return Erasure.objects.get(pk=erasure.pk)


def closed_days_ago(channel: Any, who: str, days: int, *texts: str) -> Conversation:
    """A chat that was closed so many days ago, of a customer who is known since then."""
    chat = writes(channel, who, "Hello").conversation
    for text in texts:
        writes(channel, who, text)
    then = timezone.now() - timedelta(days=days)
    Conversation.objects.filter(pk=chat.pk).update(state="closed", closed_at=then, waiting_since=None)
    Customer.objects.filter(pk=chat.customer_id).update(created_at=then)
    return chat


def test_only_supervisors_erase_and_for_a_reason(daniel: Customer, lin: Agent, ana: Agent) -> None:
    with pytest.raises(SupervisorsOnly):
        ask_erasure(daniel, by=lin.user, why=ASKED)
    with pytest.raises(Unfit):
        ask_erasure(daniel, by=ana.user, why="age")
    assert not Erasure.objects.exists()


def test_asked_for_twice_at_once_it_is_one_erasure(daniel: Customer, ana: Agent) -> None:
    found = at_once([lambda: ask_erasure(daniel, by=ana.user, why=ASKED).pk] * 4)
    assert len(set(found)) == 1


def test_an_open_chat_is_closed_and_what_has_not_left_stays(daniel: Customer, lin: Agent, ana: Agent) -> None:
    chat = daniel.conversations.get()
    claim(chat, agent=lin)
    message = reply(chat, agent=lin, text="Until noon", client_id=uuid4())
    Message.objects.filter(pk=message.pk).update(state="sending")  # a worker has it just now
    waits = erased(daniel, ana)
    assert (waits.begun_at, Message.objects.count() > 0) == (None, True)
    assert Conversation.objects.get().closed_how == "erased"
    Message.objects.filter(pk=message.pk).update(state="sent")
    erasing.erase_due()
    assert not Customer.objects.exists()
    outbound.deliver(chat.pk)  # a late hint finds nothing


def test_who_writes_while_they_are_erased_is_somebody_new(
    site: WebChatSite, daniel: Customer, ana: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH", 3)
    erasure = ask_erasure(daniel, by=ana.user, why=ASKED)
    assert [work._step(erasure, forget=lambda _customer: None) for _ in range(2)] == [True, True]
    again = writes(site, "daniel", "It's me again", name="Daniel")
    assert again.customer_id != daniel.pk
    with pytest.raises(TooLate):
        ask_erasure(daniel, by=ana.user, why=ASKED)
    erasing.erase_due()
    assert list(Customer.objects.all()) == [again.customer]
    assert list(Message.objects.values_list("text", flat=True)) == ["It's me again"]


def test_killed_between_batches_it_goes_on_and_counts_right(
    daniel: Customer, ana: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies takes its batch with it, and the next one finds what was left."""
    monkeypatch.setattr(work, "BATCH", 3)
    erasure = ask_erasure(daniel, by=ana.user, why=ASKED)
    counted: list[str] = []

    def dies(execute: Any, sql: str, *args: Any) -> Any:
        """While it counts the second batch, before the commit."""
        if sql.startswith('UPDATE "console_erasure" SET "messages"'):
            counted.append(sql)
            if len(counted) == 2:
                raise KeyboardInterrupt
        return execute(sql, *args)

    with connection.execute_wrapper(dies), pytest.raises(KeyboardInterrupt):
        erasing.erase_due()
    half = Erasure.objects.get()
    assert (half.messages, Message.objects.count(), half.planned) == (
        3,
        8,
        11,
    )  # with the line that says the chat was closed
    erasing.erase_due()
    erasing.erase_due()
    done = Erasure.objects.get()
    assert (done.pk, done.messages, done.conversations, done.customers) == (erasure.pk, 11, 1, 1)
    assert done.done_at is not None


def test_workers_side_by_side_erase_once(daniel: Customer, ana: Agent) -> None:
    ask_erasure(daniel, by=ana.user, why=ASKED)
    at_once([erasing.erase_due] * 4)
    erasing.erase_due()
    assert Erasure.objects.get().messages == 11


def test_a_file_that_can_not_be_deleted_now_is_deleted_later(
    daniel: Customer, ana: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = attachments.keep(b"abc", extension="png")
    attachments.attach(daniel.messages.first(), Stored(shown=name))  # type: ignore[arg-type]
    folder = Path(default_storage.path(name)).parent
    Path(default_storage.path(name)).unlink()
    Path(default_storage.path(name)).mkdir()  # deleting fails: it holds something
    (folder / Path(name).name / "x").write_text("x")
    erased(daniel, ana)
    assert Discard.objects.get().attempts == 1
    (folder / Path(name).name / "x").unlink()
    Discard.objects.update(due_at=timezone.now())
    erasing.erase_due()
    assert not Discard.objects.exists()
    assert not list(folder.iterdir())


def test_a_file_that_is_being_fetched_leaves_nothing_behind(daniel: Customer, ana: Agent, tmp_path: Path) -> None:
    kept = attachments.keep(b"no picture", extension="upload")
    attachment = attachments.expect(daniel.messages.first(), Media(source={"kept": kept}))  # type: ignore[arg-type]
    Message.objects.filter(pk=attachment.message_id).update(kind="image")
    taken = attachments.take(attachment.pk, lease=timedelta(minutes=3))
    assert taken is not None
    erased(daniel, ana)
    fetching._attempt(taken)()
    fetching.fetch(attachment.pk)
    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_who_unsubscribes_is_erased_after_the_set_time_unless_they_follow_again(wechat: WeChatAccount) -> None:
    set_retention(Retention(pk=1, left_days=3))
    post_sealed(wechat, text_message("你好"))
    post_sealed(wechat, event_of("unsubscribe", CreateTime=1_763_900_001))
    post_sealed(wechat, event_of("unsubscribe", CreateTime=1_763_900_001))
    planned = Erasure.objects.get()
    assert planned.why == Erasure.Why.LEFT
    assert timedelta(days=2) < planned.due_at - timezone.now() <= timedelta(days=3)
    post_sealed(wechat, event_of("subscribe", CreateTime=1_763_900_002))
    assert not Erasure.open().exists()
    post_sealed(wechat, event_of("unsubscribe", CreateTime=1_763_900_003))
    Erasure.open().update(due_at=timezone.now())
    erasing.erase_due()
    assert not Customer.objects.exists()
    assert not Message.objects.exists()


def test_without_a_set_time_nobody_is_erased_and_who_had_left_before_is_when_it_is_set(wechat: WeChatAccount) -> None:
    post_sealed(wechat, text_message("你好"))
    post_sealed(wechat, event_of("unsubscribe", CreateTime=1_763_900_001))
    erasing.plan()
    assert not Erasure.objects.exists()
    Customer.objects.update(left_at=timezone.now() - timedelta(days=10))
    set_retention(Retention(pk=1, left_days=30))
    erasing.plan()
    assert 19 <= (Erasure.objects.get().due_at - timezone.now()).days <= 20
    set_retention(Retention(pk=1, left_days=5))
    erasing.plan()
    erasing.erase_due()
    assert not Customer.objects.exists()


def test_what_was_called_off_is_not_planned_again(wechat: WeChatAccount, ana: Agent) -> None:
    set_retention(Retention(pk=1, left_days=5))
    post_sealed(wechat, text_message("你好"))
    post_sealed(wechat, event_of("unsubscribe", CreateTime=1_763_900_001))
    call_off_erasure(Erasure.objects.get(), by=ana.user)
    erasing.plan()
    assert not Erasure.open().exists()
    with pytest.raises(TooLate):
        call_off_erasure(Erasure.objects.get(), by=ana.user)


def test_who_gives_up_their_account_is_erased_likewise(wechat: WeChatAccount) -> None:
    set_retention(Retention(pk=1, left_days=0))
    post_sealed(wechat, text_message("你好"))
    gone = event_of("user_authorization_cancellation", openid="push-service", OpenID="oXiaoyu", RevokeInfo="1")
    post_sealed(wechat, gone)
    assert Erasure.objects.get().why == Erasure.Why.CANCELLED
    erasing.erase_due()
    assert not Customer.objects.exists()


def test_only_what_is_too_old_goes_with_customers_of_whom_nothing_is_left(
    site: WebChatSite, ana: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    closed_days_ago(site, "old", 40, "1", "2")
    closed_days_ago(site, "recent", 20)
    closed_days_ago(site, "back", 40)
    writes(site, "back", "Here again")
    preview = erasures.of_old(chats=timezone.now() - timedelta(days=30), files=None)
    set_retention(Retention(pk=1, chats_days=30))
    erasing.erase_due()
    done = Erasure.objects.get()
    assert preview is not None
    assert (preview.conversations, preview.messages, preview.customers) == (2, 4, 1)
    assert (done.conversations, done.messages, done.customers) == (2, 4, 1)
    assert done.done_at is not None
    assert set(Customer.objects.values_list("external_id", flat=True)) == {"recent", "back"}
    assert set(Message.objects.values_list("text", flat=True)) == {"Hello", "Here again"}


def test_it_is_done_once_a_day_and_not_when_all_is_kept(site: WebChatSite) -> None:
    closed_days_ago(site, "old", 40)
    erasing.plan()
    assert not Erasure.objects.exists()
    Retention(pk=1, chats_days=30).save()
    for _minute in range(3):
        erasing.plan()
        erasing.erase_due()
    assert Erasure.objects.count() == 1
    assert not Conversation.objects.exists()


def test_files_may_go_before_their_chats_and_the_message_says_so(site: WebChatSite) -> None:
    chat = closed_days_ago(site, "old", 40)
    message = chat.messages.get()
    name = attachments.keep(b"abc", extension="png")
    attachments.attach(message, Stored(shown=name, size=3))
    set_retention(Retention(pk=1, files_days=30))
    erasing.erase_due()
    file = Attachment.objects.get()
    assert (file.state, str(file.shown)) == ("gone", "")
    assert file.error.startswith("Files are kept for a limited time")
    assert not default_storage.exists(name)
    assert Message.objects.get().version > message.version
    assert (Erasure.objects.get().files, Erasure.objects.get().size) == (1, 3)


def test_deliveries_that_nobody_could_read_are_forgotten_after_some_weeks(wechat: WeChatAccount) -> None:
    for days in (40, 10):
        kept = KeptDelivery.objects.create(channel=wechat, digest=f"{days}", body=b"?", reason="broken")
        KeptDelivery.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(days=days))
    erasing.plan()
    assert KeptDelivery.objects.get().digest == "10"


def test_other_customers_lose_nothing(site: WebChatSite, daniel: Customer, lin: Agent, ana: Agent) -> None:
    other = writes(site, "maria", "Hello").conversation
    claim(other, agent=lin)
    close(other, agent=lin)
    before = list(other.messages.order_by("pk").values())
    erased(daniel, ana)
    assert Customer.objects.get().external_id == "maria"
    assert list(Message.objects.order_by("pk").values()) == before
    assert other.participations.count() == 1
