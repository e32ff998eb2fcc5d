from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_app.models.wechat_account import WeChatAccount
from console.models import Identity


class KfAccount(models.Model):
    """An identity at WeChat: the name and the picture beside a reply there.

    `nickname` and `avatar_digest` are what WeChat has, as far as we know: empty when it has none. `wanted_nickname` and
    `wanted_avatar` are what it should have; without an identity it is to be removed. A picture is known by its SHA-256.
    While it waits, `due_at` is when it is tried (next); while a worker has it, when another may take it over.
    `error` is a sentence in English: translate it where it is shown.
    """

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        WORKING = "working", _("Being sent")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Refused")

    account = models.ForeignKey(
        WeChatAccount, verbose_name=_("WeChat account"), on_delete=models.CASCADE, related_name="kf_accounts"
    )
    identity = models.ForeignKey(
        Identity, verbose_name=_("identity"), null=True, on_delete=models.SET_NULL, related_name="kf_accounts"
    )
    kf_account = models.CharField(_("account name"), max_length=50, unique=True)
    nickname = models.CharField(_("nickname"), max_length=16, blank=True)
    avatar_digest = models.CharField(max_length=64, blank=True)
    wanted_nickname = models.CharField(_("wanted nickname"), max_length=16, blank=True)
    wanted_avatar = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.DUE)
    error = models.CharField(max_length=300, blank=True)
    error_code = models.CharField(_("WeChat's code"), max_length=32, blank=True)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    synced_at = models.DateTimeField(_("accepted by WeChat"), null=True)

    class Meta:
        ordering = ["account", "kf_account"]
        verbose_name = _("WeChat customer-service account")
        verbose_name_plural = _("WeChat customer-service accounts")
        constraints = [
            models.UniqueConstraint(fields=["account", "identity"], name="one_kf_account_for_an_identity"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["due", "working"]),
                name="kf_accounts_to_send",
            )
        ]

    def __str__(self) -> str:
        return self.kf_account
