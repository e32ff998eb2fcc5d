"""A visitor's message that their site has posted: into the record, once however often it comes."""

from datetime import timedelta

from django.utils import timezone

from channels_app.inbound import Inbound, Received, receive
from channels_app.models import WebChatSite, WebhookReceipt
from channels_app.webchat.hooks import people
from channels_app.webchat.hooks.problems import Problem
from channels_app.webchat.hooks.reading import Posted
from channels_app.webchat.uploads import NAME_MOST, receive_with
from channels_app.webchat.visitors import Visitor
from history.attachments import Media
from history.models import Customer, Message

SIGNED = "h:"  # how the record marks ids of messages that a site made
RECEIPTS_KEPT = timedelta(days=3)
FETCHED_WITHIN = timedelta(days=3)


def note(site: WebChatSite, webhook_id: str, digest: str) -> None:
    """Remembers the webhook. Raises Problem if one of that id came before and said something else."""
    fresh = WebhookReceipt(site=site, webhook_id=webhook_id, digest=digest)
    WebhookReceipt.objects.bulk_create([fresh], ignore_conflicts=True)
    if WebhookReceipt.objects.get(site=site, webhook_id=webhook_id).digest != digest:
        raise Problem(422, "Another message came with this webhook-id before.")


def forget_receipts() -> None:
    """Deletes what is remembered of webhooks that nobody sends again."""
    WebhookReceipt.objects.filter(created_at__lt=timezone.now() - RECEIPTS_KEPT).delete()


def take(site: WebChatSite, posted: Posted) -> tuple[Message, bool]:
    """The message in the record, and whether it is new. Raises InboundUnavailable as `receive` does."""
    visitor = people.visitor(site, posted.visitor, posted.language)
    known = _known(visitor, posted)
    if known is not None:
        return known, False
    if posted.file is None:
        return receive(_inbound(visitor, posted, "")).message, True
    return receive_with(posted.file, lambda kept: _inbound(visitor, posted, kept)), True


def _known(visitor: Visitor, posted: Posted) -> Message | None:
    customer: Customer | None = visitor.customer()
    return Message.objects.filter(customer=customer, external_id=f"{SIGNED}{posted.id}").first() if customer else None


def _inbound(visitor: Visitor, posted: Posted, kept: str) -> Inbound:
    return Inbound(
        channel=visitor.site,
        customer_id=visitor.external_id,
        received=Received(
            external_id=f"{SIGNED}{posted.id}", kind=posted.kind, text=posted.text, media=_media(posted, kept)
        ),
        name=posted.name or visitor.name,
        channel_name=posted.name,
        email=posted.email,
        language=posted.language,
        placeholders=visitor.placeholders,
    )


def _media(posted: Posted, kept: str) -> Media | None:
    name = posted.file_name[:NAME_MOST]
    if kept and posted.file is not None:
        return Media(source={"kept": kept}, name=name, size=posted.file.seek(0, 2))
    return Media(source={"url": posted.url}, expires_at=timezone.now() + FETCHED_WITHIN) if posted.url else None
