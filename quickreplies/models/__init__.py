from quickreplies.models.category import QuickReplyCategory
from quickreplies.models.category_name import QuickReplyCategoryName
from quickreplies.models.quick_reply import QuickReply
from quickreplies.models.quick_reply_text import QuickReplyText

__all__ = ["QuickReply", "QuickReplyCategory", "QuickReplyCategoryName", "QuickReplyText"]
