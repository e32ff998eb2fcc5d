from django.db import models

from channels_app.models.wechat_account import WeChatAccount


class WeChatTag(models.Model):
    """A tag of an account at WeChat, as it was when we last read them all (`WeChatAccount.tags_read_at`)."""

    account = models.ForeignKey(WeChatAccount, on_delete=models.CASCADE, related_name="tags")
    tag_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "tag_id"], name="a_wechat_tag_once")]

    def __str__(self) -> str:
        return self.name
