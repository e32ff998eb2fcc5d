from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.agent import Agent


class ReportSubscription(models.Model):
    """A supervisor who gets a report by e-mail after each week or month. `reported_until` is the first day not reported yet."""

    class Period(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="report_subscriptions")
    period = models.CharField(_("period"), max_length=7, choices=Period.choices)
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES, default="en")
    reported_until = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("report by e-mail")
        verbose_name_plural = _("reports by e-mail")
        constraints = [models.UniqueConstraint(fields=["agent", "period"], name="a_report_is_subscribed_to_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.period}"
