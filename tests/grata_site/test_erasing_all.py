"""Erasing a customer leaves nothing of them, in no table and in no file; and no new table is forgotten."""

from enum import Enum
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from channels_app import erasing
from channels_app.models import (
    KeptDelivery,
    UploadedMedia,
    WebChatSite,
    WebhookDelivery,
    WebhookEndpoint,
    WeChatAccount,
    WeChatProfile,
)
from console.actions.add_comment import add_comment
from console.actions.add_tag import add_tag
from console.actions.ask_erasure import ask_erasure
from console.actions.ask_in import ask_in
from console.actions.ask_transcript import ask_transcript
from console.actions.claim import claim
from console.actions.close import close
from console.actions.edit_customer import edit_customer
from console.actions.heartbeat import heartbeat
from console.actions.keep_draft import keep_draft
from console.actions.reply import reply
from console.models import Agent, Erasure, Offer
from history import attachments
from history.attachments import Media, Stored
from history.models import Conversation, Customer
from history.search.following import follow
from tests.channels_app.wechat.deliveries import event_of, message_of, post_sealed, text_message
from tests.conftest import writes

MARK = "Zq7mark"
OPENID = f"o{MARK}"


class Of(Enum):
    """What a table holds of customers, and what becomes of it."""

    NOTHING = "nothing"
    ALL = "all of a row is a customer's: it is deleted"
    TRACE = "a row may name a customer: such a row is deleted"
    RECORD = "that there was an erasure, and not of whom"


HOLDS = {
    "history.Attachment": Of.ALL,
    "history.Channel": Of.NOTHING,
    "history.Comment": Of.ALL,
    "history.Conversation": Of.ALL,
    "history.Customer": Of.ALL,
    "history.Discard": Of.ALL,
    "history.FileSweep": Of.NOTHING,
    "history.Message": Of.ALL,
    "history.Passage": Of.ALL,
    "history.SearchProgress": Of.NOTHING,
    "history.Tag": Of.TRACE,  # those that nobody else has
    "history.Tagging": Of.ALL,
    "cards.Card": Of.NOTHING,
    "cards.CardCollection": Of.NOTHING,  # names nobody
    "cards.CardSettings": Of.NOTHING,
    "cards.CardText": Of.NOTHING,
    "quickreplies.QuickReply": Of.NOTHING,
    "quickreplies.QuickReplyCategory": Of.NOTHING,
    "quickreplies.QuickReplyCategoryName": Of.NOTHING,
    "quickreplies.QuickReplyText": Of.NOTHING,
    "console.Agent": Of.NOTHING,
    "console.AlertSettings": Of.NOTHING,
    "console.DeskSettings": Of.NOTHING,
    "console.Draft": Of.ALL,
    "console.Erasure": Of.RECORD,
    "console.Greeting": Of.NOTHING,
    "console.GreetingText": Of.NOTHING,
    "console.Holiday": Of.NOTHING,
    "console.Identity": Of.NOTHING,
    "console.IdentityText": Of.NOTHING,
    "console.KeptCell": Of.NOTHING,  # sums
    "console.KeptChat": Of.ALL,
    "console.Keyword": Of.NOTHING,
    "console.KeywordReply": Of.NOTHING,
    "console.KeywordReplyText": Of.NOTHING,
    "console.Letter": Of.TRACE,  # others are to agents
    "console.Offer": Of.ALL,
    "console.OpeningTime": Of.NOTHING,
    "console.Participation": Of.ALL,
    "console.ReportCell": Of.NOTHING,  # sums
    "console.ReportDay": Of.NOTHING,
    "console.ReportMark": Of.NOTHING,  # moments
    "console.ReportSubscription": Of.NOTHING,
    "console.Retention": Of.NOTHING,
    "console.SignIn": Of.NOTHING,
    "console.Transfer": Of.ALL,
    "channels_app.KeptDelivery": Of.TRACE,
    "channels_app.KfAccount": Of.NOTHING,
    "channels_app.UploadedMedia": Of.TRACE,
    "channels_app.WeChatAccount": Of.NOTHING,
    "channels_app.WeChatProfile": Of.ALL,
    "channels_app.WeChatTag": Of.NOTHING,  # the account's own, as WeChat tells them
    "channels_app.WebChatSite": Of.NOTHING,
    "channels_app.WebhookDelivery": Of.ALL,
    "channels_app.WebhookEndpoint": Of.NOTHING,
    "channels_app.WebhookReceipt": Of.NOTHING,  # a site's own number and a digest, for three days
    "console.SheetImport": Of.NOTHING,
    "auditlog.LogEntry": Of.TRACE,  # of tags that nobody else has
    "admin.LogEntry": Of.NOTHING,  # of settings; customers are not edited in the panel
    "auth.Group": Of.NOTHING,
    "auth.Permission": Of.NOTHING,
    "auth.User": Of.NOTHING,
    "axes.AccessAttempt": Of.NOTHING,
    "axes.AccessAttemptExpiration": Of.NOTHING,
    "axes.AccessFailureLog": Of.NOTHING,
    "axes.AccessLog": Of.NOTHING,
    "contenttypes.ContentType": Of.NOTHING,
    "sessions.Session": Of.NOTHING,
}

PASSING = {"history.Discard", "console.KeptChat"}  # there only while something is being erased


def test_of_each_table_it_is_known_what_it_holds_of_customers() -> None:
    """Whoever adds a model says here what becomes of its rows, and fills one in below if they hold anything."""
    assert {model._meta.label for model in apps.get_models()} == set(HOLDS)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_erased_customer_is_left_in_any_table_or_file(
    wechat: WeChatAccount, site: WebChatSite, lin: Agent, marco: Agent, ana: Agent, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"
    customer = _known_everywhere(wechat, site, lin, marco)
    assert {label for label, of in HOLDS.items() if of in (Of.ALL, Of.TRACE)} - _filled() == PASSING
    assert _marked()
    assert _files(tmp_path) == 3
    ask_erasure(customer, by=ana.user, why=Erasure.Why.ASKED)
    for _sweep in range(3):
        erasing.erase_due()
    assert _marked() == []
    assert _files(tmp_path) == 0
    assert {label for label, of in HOLDS.items() if of is Of.ALL} & _filled() == set()
    erasure = Erasure.objects.get()
    assert (erasure.customers, erasure.conversations, erasure.files) == (1, 2, 3)
    assert erasure.done_at is not None
    assert erasure.asked_by_name == "Ana Lima"


def _known_everywhere(wechat: WeChatAccount, site: WebChatSite, lin: Agent, marco: Agent) -> Customer:
    """A customer of whom there is a row in every table that can hold one, with a word in it that nothing else has."""
    for xml in (text_message(MARK, openid=OPENID), event_of("subscribe", openid=OPENID, EventKey=f"qrscene_{MARK}")):
        post_sealed(wechat, xml)
    post_sealed(wechat, event_of("some_news", openid=f"{OPENID}x", Secret=MARK))
    KeptDelivery.objects.update(sender=OPENID)  # as one that came before the customer's first message
    KeptDelivery.objects.create(channel=wechat, digest="d", body=f"<xml>{OPENID}</xml>".encode(), reason="broken")
    post_sealed(wechat, message_of("image", openid=OPENID, MediaId=MARK, MsgId=2))
    customer = Customer.objects.get(external_id=OPENID)
    chat = customer.conversations.get()
    claim(chat, agent=lin)
    _worked_on(chat, lin, marco)
    _with_files(chat)
    WeChatProfile.objects.update_or_create(customer=customer, defaults={"name": MARK, "remark": MARK})
    _written_again(chat, lin, site)
    while follow():
        pass
    return customer


def _worked_on(chat: Conversation, lin: Agent, marco: Agent) -> None:
    for field, value in (("name", MARK), ("email", f"{MARK}@x.test"), ("phone", "+49 30 123456")):
        edit_customer(chat, agent=lin, field=field, value=value)
    add_comment(chat, agent=lin, text=MARK, client_id=uuid4())
    add_tag(chat, agent=lin, name=MARK)
    reply(chat, agent=lin, text=f"To {MARK}", client_id=uuid4())
    heartbeat(marco)
    ask_in(chat, asker=lin, asked=marco)


def _with_files(chat: Conversation) -> None:
    """A picture that is shown, with its original; one that a browser brought and no worker has read yet."""
    picture, other = (writes(chat.customer.channel, OPENID, MARK) for _ in range(2))
    names = [attachments.keep(f"{MARK}{n}".encode(), extension="png") for n in range(3)]
    attachments.attach(picture, Stored(shown=names[0], original=names[1], name=MARK))
    attachments.expect(other, Media(source={"instead": {"kept": names[2]}}, name=MARK))
    UploadedMedia.objects.create(
        account=WeChatAccount.objects.get(pk=chat.customer.channel_id),
        file=names[0],
        media_id="m",
        expires_at=timezone.now(),
    )


def _written_again(chat: Conversation, lin: Agent, site: WebChatSite) -> None:
    """The chat is over, its transcript under way; another one has begun, and Lin is asked first."""
    heartbeat(lin)
    close(chat, agent=lin)
    ask_transcript(Conversation.objects.get(pk=chat.pk))
    again = writes(chat.customer.channel, OPENID, f"Again {MARK}").conversation
    assert Offer.objects.filter(conversation=again).exists()
    keep_draft(chat_with(again, lin), agent=lin, text=f"Dear {MARK}", version=0)
    endpoint = WebhookEndpoint.objects.create(site=site, callback_url="https://site.test/")
    WebhookDelivery.objects.create(endpoint=endpoint, message=again.messages.all()[0])


def chat_with(chat: Conversation, agent: Agent) -> Conversation:
    claim(chat, agent=agent)
    return Conversation.objects.get(pk=chat.pk)


def _filled() -> set[str]:
    return {label for label in HOLDS if apps.get_model(label)._default_manager.exists()}


def _marked() -> list[str]:
    """The tables in which the word, or the same as bytes, still stands somewhere."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s OR t::text ILIKE %s',
                [f"%{MARK}%", f"%{MARK.encode().hex()}%"],
            )
            found += [table] if cursor.fetchone()[0] else []
    return found


def _files(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())
