from history.models.attachment import Attachment
from history.models.channel import Channel
from history.models.conversation import Conversation
from history.models.customer import Customer
from history.models.message import Message

__all__ = ["Attachment", "Channel", "Conversation", "Customer", "Message"]
