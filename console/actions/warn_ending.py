from datetime import timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from console.actions.entrances import tell
from history import conversations, services
from history.models import Conversation, Message

BEFORE = timedelta(hours=2)


def warn_ending(conversation: Conversation) -> None:
    """Tells those who are in the chat, once, that its reply window closes soon."""
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        until = customer.window_until
        if until and ending().filter(pk=conversation.pk).exists() and conversations.warn(conversation.pk, until=until):
            tell(conversation, kind=Message.Kind.ENDING, until=until.isoformat())


def ending() -> QuerySet[Conversation]:
    """Active chats whose reply window closes in two hours (or in the last 24th of a shorter one), and not warned of yet."""
    now = timezone.now()
    whole = ExpressionWrapper(F("customer__channel__window_seconds") * timedelta(seconds=1), DurationField())
    early = Least(BEFORE, ExpressionWrapper(whole / 24, DurationField()), output_field=DurationField())
    active = Conversation.objects.filter(
        state=Conversation.State.ACTIVE, customer__window_until__gt=now, customer__window_shut_at=None
    )
    nearest = active.filter(customer__window_until__lte=now + BEFORE)  # found by an index, which `early` would not be
    soon = nearest.filter(customer__window_until__lte=now + early)
    return soon.exclude(warned_until=F("customer__window_until"))
