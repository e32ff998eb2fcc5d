from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from history.models import Channel


class Greeting(models.Model):
    """What a customer is told by itself on the first message of a conversation. It has a text in each language."""

    class Moment(models.TextChoices):
        ONLINE = "online", _("Somebody is available")
        OFFLINE = "offline", _("Nobody is available")

    channel = models.ForeignKey(
        Channel,
        verbose_name=_("channel"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="greetings",
        help_text=_("A channel's own greeting goes before one for every channel."),
    )
    moment = models.CharField(_("moment"), max_length=8, choices=Moment.choices)

    class Meta:
        # `console_greeting` is a view, for processes of the version before (migration 0017).
        db_table = "console_greetingcase"
        verbose_name = _("greeting")
        verbose_name_plural = _("greetings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "moment"], nulls_distinct=False, name="one_greeting_for_each_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel or gettext('Every channel')} · {self.get_moment_display()}"
