from django.db import transaction

from console.actions.shut import shut
from history import services
from history.models import Conversation, Customer


def finish(customer: Customer, *, conversation_id: int) -> None:
    """The customer ends the conversation that they had before them. One that is over, or not theirs, stays as it is.

    It is named, because an agent may have been quicker and the customer's next message have begun another: that goes on.
    """
    with transaction.atomic():
        conversation = Conversation.objects.filter(pk=conversation_id, customer=customer).first()
        if conversation is not None:
            services.lock_customer_of(conversation.pk)
            shut(conversation, how=Conversation.ClosedHow.CUSTOMER)
