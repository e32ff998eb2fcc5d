from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.agent import Agent


class SignIn(models.Model):
    """An agent's one sign-in, the latest. `session` is the digest of its session's key: what is kept here opens no door.

    `active_at` is when a hand was last on the keyboard or the pointer; what pages ask by themselves does not count. `over`
    says why a sign-in that was not ended by a later one has ended. Not on the agent's own row: screens are told of that one.
    """

    class Over(models.TextChoices):
        ELSEWHERE = "elsewhere", _("You signed in on another device or in another browser, which ended this session.")
        IDLE = "idle", _("You were signed out because nothing happened here for a while.")
        PASSWORD = "password", _("The password was changed. Sign in with the new one.")
        ENDED = "ended", _("Your session has ended. Sign in again.")

    agent = models.OneToOneField(Agent, primary_key=True, on_delete=models.CASCADE, related_name="sign_in")
    session = models.CharField(max_length=32)
    began_at = models.DateTimeField()
    active_at = models.DateTimeField()
    over = models.CharField(max_length=9, choices=Over.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.agent_id} since {self.began_at}"
