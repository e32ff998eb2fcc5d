from history.models.attachment import Attachment
from history.models.channel import Channel
from history.models.comment import Comment
from history.models.conversation import Conversation
from history.models.customer import Customer
from history.models.discard import Discard
from history.models.file_sweep import FileSweep
from history.models.message import Message
from history.models.passage import Passage
from history.models.search_progress import SearchProgress
from history.models.tag import Tag
from history.models.tagging import Tagging

__all__ = [
    "Attachment",
    "Channel",
    "Comment",
    "Conversation",
    "Customer",
    "Discard",
    "FileSweep",
    "Message",
    "Passage",
    "SearchProgress",
    "Tag",
    "Tagging",
]
