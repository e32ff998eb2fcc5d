"""A row in each table of the admin panel."""

from datetime import time

from django.contrib import admin
from django.db.models import Model
from django.utils import timezone

from cards.models import Card, CardSettings, CardText
from channels_app.models import (
    KeptDelivery,
    KfAccount,
    WebhookDelivery,
    WebhookEndpoint,
    WeChatAccount,
    WeChatProfile,
)
from console.models import (
    DeskSettings,
    Erasure,
    Holiday,
    Identity,
    IdentityText,
    KeywordReply,
    OpeningTime,
    Retention,
)
from history import tags
from history.models import Message
from quickreplies.models import QuickReply, QuickReplyCategory, QuickReplyText
from tests.conftest import greeting


def make(message: Message, wechat: WeChatAccount) -> None:
    """What is not there yet; the rows about customers and deliveries are about that message of a site's visitor."""
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
        CardSettings(pk=1),
        DeskSettings(pk=1),
        Retention(pk=1),
        Erasure(customer=customer, due_at=timezone.now()),
    ):
        made.save()
    greeting("online", en="Hello")
    Holiday.objects.create(date=timezone.localdate(), name="New Year")
    KfAccount.objects.create(account=wechat, identity=identity, kf_account="g1@grata_demo")
    WeChatProfile.objects.create(customer=customer, error="no such tag")
    endpoint = WebhookEndpoint.objects.create(site_id=customer.channel_id)
    WebhookDelivery.objects.create(endpoint=endpoint, message=message, due_at=timezone.now())
    KeptDelivery.objects.create(channel=wechat, body=b"<xml", reason="no XML", digest="d" * 64)


def tables() -> dict[str, type[Model]]:
    """The panel's models by the beginnings of their addresses."""
    return {f"admin/{model._meta.app_label}/{model._meta.model_name}/": model for model in admin.site._registry}
