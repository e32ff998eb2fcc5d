from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.identity import Identity
from history.models.tracked import Tracked


class Agent(Tracked):
    """Somebody who answers. Its key is the user's own.

    `takes_chats` is their choice in a desk where chats open by themselves: null as the desk does, else whether they take
    chats themselves. `paused_at`: no chat opens by itself with them since then. `given_at` is when the last one did.

    Presence is kept as times: `seen_at` of the last heartbeat of any tab, `away_at` when they pressed Away (null while
    available). `announced` is what the other screens were last told, so that a change is told once.

    `seen_at` and `given_at` stand on no screen: written alone, they make no newer version. The trigger of migration 0018
    names all others, so a new column needs a new trigger.
    """

    class Presence(models.TextChoices):
        AVAILABLE = "available", _("Available")
        AWAY = "away", _("Away")
        OFFLINE = "offline", _("Offline")

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="agent")
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("console language"), max_length=16, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    takes_chats = models.BooleanField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    given_at = models.DateTimeField(null=True, editable=False)
    identity = models.ForeignKey(
        Identity,
        verbose_name=_("identity"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="agents",
        help_text=_("The name and the face that customers see. Empty: the agent's own name, without a face."),
    )
    seen_at = models.DateTimeField(null=True, editable=False)
    away_at = models.DateTimeField(null=True, editable=False)
    announced = models.CharField(max_length=9, default=Presence.OFFLINE, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["announced", "seen_at"], name="agents_by_presence")]

    def __str__(self) -> str:
        return self.name
