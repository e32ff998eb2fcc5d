"""Beat sends a sweep when it has something to do, and only then."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery.signals import before_task_publish
from django.conf import settings as site_settings
from django.utils import timezone

from channels_app.models import WebChatSite, WebhookDelivery, WebhookEndpoint, WeChatAccount
from console import bursts
from console.actions.ask_in import ask_in
from console.actions.claim import claim
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.actions.reply import reply
from console.models import Agent, DeskSettings, Erasure, Letter, Offer, Transfer
from grata_site.beat import SteadyScheduler
from grata_site.celery import app
from grata_site.seed import safe_account
from history import pauses
from history.models import Attachment, Conversation, Customer, Discard, Message
from history.search.following import follow
from tests.conftest import person, writes

LONG_AGO = timezone.now() - timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[SteadyScheduler]:
    """With the product's own schedule, of which everything is due."""
    beat = SteadyScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    for entry in beat.schedule.values():
        entry.last_run_at = app.now() - timedelta(hours=1)
    yield beat
    beat.close()


@pytest.fixture
def sent() -> Iterator[set[str]]:
    """The tasks that have gone to the workers."""
    names = set[str]()

    def note(sender: Any = None, **_more: object) -> None:
        names.add(str(sender))

    before_task_publish.connect(note)
    yield names
    before_task_publish.disconnect(note)


def turn(scheduler: SteadyScheduler) -> None:
    """All that is due has been sent, or not. Numbers that earlier changes left untold are no reason."""
    bursts.is_owed(bursts.COUNTS)
    run(scheduler)


def run(scheduler: SteadyScheduler) -> None:
    while scheduler.tick() == 0:
        pass


def indexed() -> None:
    while follow():
        pass


def chat_of(lin: Agent, site: WebChatSite) -> Conversation:
    chat = writes(site, "daniel", "Hello").conversation
    claim(chat, agent=lin)
    return chat


def a_reply(lin: Agent, site: WebChatSite) -> Message:
    chat = chat_of(lin, site)
    return reply(chat, agent=lin, text="Hello!", client_id=uuid4())


def a_reply_that_was_left_behind(lin: Agent, site: WebChatSite) -> None:
    a_reply(lin, site)


def a_reply_whose_worker_died(lin: Agent, site: WebChatSite) -> None:
    Message.objects.filter(pk=a_reply(lin, site).pk).update(state="sending", state_at=LONG_AGO)


def a_pause_that_is_over(lin: Agent, site: WebChatSite) -> None:
    pauses.pause(site, reason="Busy.", until=LONG_AGO)


def a_file_to_be_fetched(lin: Agent, site: WebChatSite) -> None:
    message = writes(site, "daniel", "Look")
    Attachment.objects.create(message=message, state="expected", due_at=LONG_AGO)


def a_webhook_to_be_sent(lin: Agent, site: WebChatSite) -> None:
    message = a_reply(lin, site)
    Message.objects.update(state="sent")
    endpoint = WebhookEndpoint.objects.create(site=site, callback_url="https://shop.test/")
    WebhookDelivery.objects.create(endpoint=endpoint, message=message, due_at=LONG_AGO)


def somebody_to_be_erased(lin: Agent, site: WebChatSite) -> None:
    customer = writes(site, "daniel", "Hello").customer
    Erasure.objects.create(customer=customer, due_at=LONG_AGO)


def a_file_to_be_deleted(lin: Agent, site: WebChatSite) -> None:
    Discard.objects.create(name="old.jpg", due_at=LONG_AGO)


def an_agent_who_is_gone(lin: Agent, site: WebChatSite) -> None:
    heartbeat(lin)
    Agent.objects.update(seen_at=LONG_AGO)


def a_request_that_nobody_answered(lin: Agent, site: WebChatSite) -> None:
    marco = person("marco@demo.test", "Marco Bianchi")
    heartbeat(marco)
    ask_in(chat_of(lin, site), asker=lin, asked=marco)
    Transfer.objects.update(due_at=LONG_AGO)


def an_offer_that_nobody_took(lin: Agent, site: WebChatSite) -> None:
    heartbeat(lin)
    close(chat_of(lin, site), agent=lin)
    writes(site, "daniel", "Me again")
    assert Offer.objects.update(due_at=LONG_AGO)


def a_chat_whose_agent_is_away(lin: Agent, site: WebChatSite) -> None:
    chat_of(lin, site).participations.update(joined_at=LONG_AGO)
    Conversation.objects.update(unanswered_since=LONG_AGO)


def a_chat_whose_window_has_closed(lin: Agent, site: WebChatSite) -> None:
    writes(safe_account(), "o-chen", "你好")
    Customer.objects.update(window_until=LONG_AGO)


def a_chat_whose_window_will_close(lin: Agent, site: WebChatSite) -> None:
    chat_of(lin, site)
    Customer.objects.update(window_until=timezone.now() + timedelta(seconds=1))


def somebody_who_waits_where_chats_open_by_themselves(lin: Agent, site: WebChatSite) -> None:
    DeskSettings.objects.update_or_create(pk=1, defaults={"queue": "auto"})
    writes(site, "daniel", "Hello")


def a_mail_to_be_sent(lin: Agent, site: WebChatSite) -> None:
    Letter.objects.create(kind="invitation", address="nora@demo.test", due_at=LONG_AGO)


def a_mail_to_be_forgotten(lin: Agent, site: WebChatSite) -> None:
    Letter.objects.create(kind="reset", address="nora@demo.test", due_at=None)
    Letter.objects.update(created_at=LONG_AGO - timedelta(days=1))


@pytest.mark.parametrize(
    ("happens", "task"),
    [
        (a_reply_that_was_left_behind, "channels_app.tasks.deliver_due"),
        (a_reply_whose_worker_died, "channels_app.tasks.deliver_due"),
        (a_pause_that_is_over, "channels_app.tasks.deliver_due"),
        (a_file_to_be_fetched, "channels_app.tasks.fetch_due"),
        (a_webhook_to_be_sent, "channels_app.webchat.tasks.send_webhooks_due"),
        (somebody_to_be_erased, "channels_app.tasks.erase_due"),
        (a_file_to_be_deleted, "channels_app.tasks.erase_due"),
        (an_agent_who_is_gone, "console.tasks.announce_presence"),
        (a_request_that_nobody_answered, "console.tasks.keep_deadlines"),
        (an_offer_that_nobody_took, "console.tasks.keep_deadlines"),
        (a_chat_whose_agent_is_away, "console.tasks.keep_deadlines"),
        (a_chat_whose_window_has_closed, "console.tasks.keep_deadlines"),
        (a_chat_whose_window_will_close, "console.tasks.keep_deadlines"),
        (somebody_who_waits_where_chats_open_by_themselves, "console.tasks.keep_deadlines"),
        (a_mail_to_be_sent, "console.tasks.send_letters"),
        (a_mail_to_be_forgotten, "console.tasks.send_letters"),
    ],
)
def test_a_sweep_is_sent_for(
    happens: Callable[[Agent, WebChatSite], None],
    task: str,
    lin: Agent,
    site: WebChatSite,
    scheduler: SteadyScheduler,
    sent: set[str],
) -> None:
    happens(lin, site)
    turn(scheduler)
    assert task in sent


@pytest.mark.parametrize("task", ["compare_profiles", "sync_kf_accounts_due"])
def test_wechats_are_sent_where_there_is_an_account(
    task: str, wechat: WeChatAccount, scheduler: SteadyScheduler, sent: set[str]
) -> None:
    WeChatAccount.objects.update(wechat_id="harbour")
    writes(wechat, "o-chen", "你好")
    turn(scheduler)
    assert f"channels_app.wechat.tasks.{task}" in sent


@pytest.mark.django_db(transaction=True)
def test_the_index_is_brought_up_to_date_when_something_was_said(
    site: WebChatSite, scheduler: SteadyScheduler, sent: set[str]
) -> None:
    indexed()
    writes(site, "daniel", "Hello")
    turn(scheduler)
    assert "history.tasks.follow_for_search" in sent


def test_at_a_desk_where_nothing_happens_none_is_sent(lin: Agent, scheduler: SteadyScheduler, sent: set[str]) -> None:
    indexed()
    turn(scheduler)
    assert sent == {entry["task"] for entry in app.conf.beat_schedule.values()} - site_settings.GRATA_SWEEPS.keys()


def test_numbers_that_nobody_told_are_a_reason(lin: Agent, scheduler: SteadyScheduler, sent: set[str]) -> None:
    while not bursts.owes(bursts.COUNTS):  # the second change within a moment is to be told at its end
        bursts.is_first(bursts.COUNTS, then="console.tasks.show_counts")
    run(scheduler)
    assert "console.tasks.keep_deadlines" in sent
    bursts.is_owed(bursts.COUNTS)


def test_one_of_which_nobody_can_tell_is_sent(settings: Any, scheduler: SteadyScheduler, sent: set[str]) -> None:
    indexed()
    settings.GRATA_SWEEPS = {"history.tasks.follow_for_search": f"{__name__}._fails"}
    turn(scheduler)
    assert "history.tasks.follow_for_search" in sent


def test_every_question_is_about_a_task_on_the_schedule() -> None:
    assert site_settings.GRATA_SWEEPS.keys() <= {entry["task"] for entry in app.conf.beat_schedule.values()}


def _fails() -> bool:
    raise OSError
