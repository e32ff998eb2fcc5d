from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from history.models import Customer
from history.models.tracked import Tracked


class Erasure(Tracked):
    """Something of the record that is to go, or has gone: one customer with everything, or, `why` being AGE, what is old.

    It begins at `due_at` and is done in small batches; each raises the counts in the transaction that deletes. Until it
    has begun it may be called off. `planned` is how many messages there were when it began. Of AGE, `before` and
    `files_before` say what is old. `chats` are the keys of chats that screens may still show.

    The row stays, as the record that there was an erasure: it says nothing of who was erased.
    """

    class Why(models.TextChoices):
        ASKED = "asked", _("The customer asked for it")
        OTHER = "other", _("Another reason")
        LEFT = "left", _("They stopped following the account")
        CANCELLED = "cancelled", _("They gave up their account at the platform")
        AGE = "age", _("Older than is kept")

    BY_PEOPLE = (Why.ASKED, Why.OTHER)

    why = models.CharField(_("reason"), max_length=9, choices=Why.choices, default=Why.ASKED)
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), null=True, on_delete=models.SET_NULL, related_name="erasures"
    )
    before = models.DateTimeField(_("chats closed before"), null=True)
    files_before = models.DateTimeField(_("files of chats closed before"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by_name = models.CharField(_("asked by"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    due_at = models.DateTimeField(_("begins"))
    begun_at = models.DateTimeField(_("begun"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    called_off_at = models.DateTimeField(_("called off"), null=True)
    planned = models.PositiveBigIntegerField(default=0)
    customers = models.PositiveBigIntegerField(_("customers"), default=0)
    conversations = models.PositiveBigIntegerField(_("chats"), default=0)
    messages = models.PositiveBigIntegerField(_("messages"), default=0)
    files = models.PositiveBigIntegerField(_("files"), default=0)
    size = models.PositiveBigIntegerField(default=0)
    chats = models.JSONField(default=list)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(done_at__isnull=True, called_off_at__isnull=True, customer__isnull=False),
                name="one_open_erasure_of_a_customer",
            ),
            models.UniqueConstraint(
                fields=["why"],
                condition=Q(done_at__isnull=True, called_off_at__isnull=True, why="age"),
                name="one_open_erasure_of_what_is_old",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at__isnull=True, called_off_at__isnull=True), name="erasures_to_do"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def open(cls) -> QuerySet[Self]:
        """Those that are neither done nor called off."""
        return cls.objects.filter(done_at__isnull=True, called_off_at__isnull=True)

    @classmethod
    def due(cls) -> QuerySet[Self]:
        """Those to be worked on now, what waits longest first."""
        return cls.open().filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
