from console import live
from history.models import Conversation, Customer


def show_typing(customer: Customer, *, on: bool, draft: str = "") -> None:
    """Shows to the agents in the customer's chat that the customer types, and the words if there are any.

    A sign, not a fact: nothing is stored. While nobody has the chat, nobody sees it.
    """
    active = Conversation.objects.filter(customer=customer, state=Conversation.State.ACTIVE)
    chat = active.order_by("pk").last()
    if chat is not None:
        live.put_typing(chat.pk, on=on, draft=draft)
