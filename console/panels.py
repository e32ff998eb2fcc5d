"""What the panel beside a chat shows of its customer."""

from dataclasses import dataclass

from django.conf import settings

from history import queries
from history.models import Comment, Conversation, Tag


@dataclass(frozen=True)
class Panel:
    """The chat comes with its customer and their channel. `more`: there are comments besides the newest `comments`."""

    chat: Conversation
    tags: list[Tag]
    comments: list[Comment]
    more: bool
    earlier: int

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages to choose from, and the one that the customer has, if it is none of them."""
        known, theirs = list(settings.LANGUAGES), self.chat.customer.language
        return known if not theirs or theirs in dict(known) else [*known, (theirs, theirs)]


def of(chat: Conversation) -> Panel:
    """As it is now."""
    comments, more = queries.comments_page(chat.customer)
    tags, earlier = queries.tags_of(chat.customer), queries.earlier_conversations(chat)
    return Panel(chat=chat, tags=tags, comments=comments, more=more, earlier=earlier)
