from django.db import models

from channels_app.models.wechat_account import WeChatAccount


class UploadedMedia(models.Model):
    """A file of ours that WeChat holds for some days: used again until `expires_at`. `file` is its name in the storage."""

    account = models.ForeignKey(WeChatAccount, on_delete=models.CASCADE, related_name="uploads")
    file = models.CharField(max_length=200)
    media_id = models.CharField(max_length=300)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "file"], name="a_file_is_uploaded_once")]

    def __str__(self) -> str:
        return self.file
