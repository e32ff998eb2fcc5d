from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from console.models import Letter
from console.people import letters
from console.refusals import Refused, TooOften
from history import services
from history.models import Conversation

PAUSE = timedelta(minutes=10)


def ask_transcript(conversation: Conversation) -> str:
    """The customer wants the chat by mail: it goes to the address that we know, which is the answer.

    Raises Refused when there is none or no mail can leave, and TooOften within ten minutes of the last one: it was nobody
    who is signed in that asked.
    """
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        if not customer.email or not letters.can_leave():
            raise Refused(_("This chat can't be sent by e-mail."))
        now, kind = timezone.now(), Letter.Kind.TRANSCRIPT
        if Letter.objects.filter(kind=kind, conversation__customer=customer, created_at__gt=now - PAUSE).exists():
            raise TooOften
        Letter.objects.create(kind=kind, address=customer.email, conversation=conversation, due_at=now)
    return customer.email
