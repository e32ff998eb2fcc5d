from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from history.models import Customer


class WeChatProfile(models.Model):
    """What a customer was called, and which tags they had, when WeChat and we last knew the same.

    `name` is ours, empty for one that nobody gave; `remark` is WeChat's; `tags` are keys of `history.models.Tag`.
    `pushing` is what we began to change at WeChat and may have changed: {"name", "remark", "add", "remove"}. Nobody else
    compares the customer until `due_at`. `error` says in English, one sentence a line, what could not be carried over.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="wechat_profile")
    name = models.CharField(max_length=120, blank=True)
    remark = models.CharField(_("remark"), max_length=120, blank=True)
    tags = models.JSONField(default=list, blank=True)
    pushing = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    synced_at = models.DateTimeField(_("last compared"), null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("WeChat profile")
        verbose_name_plural = _("WeChat profiles")
        indexes = [models.Index(fields=["-synced_at"], condition=~Q(error=""), name="profiles_with_troubles")]

    def __str__(self) -> str:
        return f"WeChat profile of customer {self.customer_id}"
