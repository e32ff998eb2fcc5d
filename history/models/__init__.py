from history.models.channel import Channel
from history.models.conversation import Conversation
from history.models.customer import Customer
from history.models.message import Message

__all__ = ["Channel", "Conversation", "Customer", "Message"]
