from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.report_subscription import ReportSubscription
from history.models import Conversation


class Letter(models.Model):
    """A mail that is to leave, or has left. What it says is made when it is sent: a link in it is kept nowhere.

    A request for a new password is a row whether or not anybody has that address: who asked learns nothing, not even from
    the time that it took. `user` is found when the mail is sent; `conversation` is what a customer wants to have;
    `subscription` and `first_day` are whose report it is and of when. `due_at` is null when nothing more is to be done.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        RESET = "reset", _("New password")
        TRANSCRIPT = "transcript", _("A chat, for its customer")
        REPORT = "report", _("A report, for a supervisor")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    address = models.EmailField()
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="letters")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="letters")
    subscription = models.ForeignKey(ReportSubscription, null=True, on_delete=models.CASCADE, related_name="letters")
    first_day = models.DateField(null=True)
    asked_from = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "first_day"], name="a_report_is_mailed_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="letters_due"),
            models.Index(fields=["address", "created_at"], name="letters_to_an_address"),
            models.Index(fields=["asked_from", "created_at"], name="letters_asked_from"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
