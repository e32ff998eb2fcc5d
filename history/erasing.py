"""The record's own part in erasing. The customer must be locked; each call is one batch of the transaction around it."""

from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet
from django.utils import timezone

from history import discards
from history.models import Attachment, Conversation, Customer, Message, Tag

NOBODY = "erased:"  # begins the id of a customer who is being erased: no platform has such a one


@dataclass(frozen=True)
class Gone:
    """How much went."""

    customers: int = 0
    conversations: int = 0
    messages: int = 0
    files: int = 0
    size: int = 0  # bytes of what was shown

    def __bool__(self) -> bool:
        return any(vars(self).values())


def forget(customer: Customer) -> None:
    """Takes from the row all that says who they are, and their id: whoever has it writes next, is somebody new."""
    nothing = {
        "name": "",
        "channel_name": "",
        "email": "",
        "phone": "",
        "language": "",
        "place": None,
        "placed_at": None,
    }
    times = {"profile_stale_at": None, "left_at": timezone.now(), "window_until": None, "brief_until": None}
    Customer.objects.filter(pk=customer.pk).update(external_id=f"{NOBODY}{customer.pk}", **nothing, **times)


def erase_messages(messages: QuerySet[Message], *, most: int) -> Gone:
    """Deletes the first of these messages with all that hangs on them; their files go after the commit."""
    keys = list(messages.order_by("customer", "position").values_list("pk", flat=True)[:most])
    if not keys:
        return Gone()
    files = list(Attachment.objects.filter(message__in=keys))
    noted = discards.note(files)
    Message.objects.filter(pk__in=keys).delete()
    return Gone(messages=len(keys), files=noted, size=sum(file.size for file in files))


def erase_files(files: list[Attachment], *, reason: str) -> Gone:
    """The files of these messages go, the messages stay and say why, in English."""
    noted, keys = discards.note(files), [file.pk for file in files]
    nothing: dict[str, Any] = {"shown": "", "original": "", "source": {}, "waveform": [], "due_at": None}
    Attachment.objects.filter(pk__in=keys).update(state=Attachment.State.GONE, error=reason, **nothing)
    Message.objects.filter(attachment__in=keys).update(state_at=F("state_at"))  # raises the version that screens go by
    return Gone(files=noted, size=sum(file.size for file in files))


def erase_conversations(conversations: QuerySet[Conversation], *, most: int) -> Gone:
    """Deletes the first of these conversations, whose messages are gone, with drafts, offers, letters and the rest."""
    keys = list(conversations.order_by("pk").values_list("pk", flat=True)[:most])
    Conversation.objects.filter(pk__in=keys).delete()
    return Gone(conversations=len(keys))


def erase_customer(customer: Customer) -> Gone:
    """Deletes a customer of whom no conversation is left: comments, tags, and tags that nobody else had."""
    theirs = list(customer.taggings.values_list("tag", flat=True))
    customer.delete()
    _erase_tags(Tag.objects.filter(pk__in=theirs, taggings__isnull=True))
    return Gone(customers=1)


def _erase_tags(tags: QuerySet[Tag]) -> None:
    """A tag may say who somebody is: its name goes from the audit log as well."""
    keys = [str(pk) for pk in tags.values_list("pk", flat=True)]
    tags.delete()
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Tag), object_pk__in=keys).delete()
