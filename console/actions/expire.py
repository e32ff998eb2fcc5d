from django.db import transaction
from django.db.models import QuerySet

from console.actions.shut import shut
from history import services, windows
from history.models import Conversation

State, ClosedHow = Conversation.State, Conversation.ClosedHow


def expire(conversation: Conversation) -> None:
    """Closes a chat whose reply window is over. A customer who still waited was missed."""
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        conversation.refresh_from_db()
        if conversation.state != State.CLOSED and windows.has_run_out(customer):
            waited = conversation.state == State.WAITING and conversation.unanswered
            shut(conversation, how=ClosedHow.MISSED if waited else ClosedHow.WINDOW)


def expired() -> QuerySet[Conversation]:
    """Open chats whose reply windows have run out."""
    return Conversation.objects.filter(windows.run_out("customer__")).exclude(state=State.CLOSED)
